/** Who the open conversation is with, how long free text is allowed, and the verbs on it. */
import { addressText, contactName, mainAddress } from "../../ui/text/format";
import type { Conversation } from "../../protocol";
import { Avatar } from "../../ui/components/Avatar";
import { WindowClock } from "../shared/WindowClock";
import { StateChips } from "../shared/StateChips";
import { useRoving } from "../../ui/roving";
import { useInbox, useNow } from "../context";
import { HeadActions } from "./HeadActions";
import { Lookers } from "./Lookers";
import { Back, Panel } from "../../ui/components/icons";
import { useT } from "../i18n/language";

export function BackButton({ onBack }: { onBack: () => void }) {
  const t = useT();
  return (
    <button type="button" className="icon-button back" onClick={onBack} aria-label={t.thread.back}>
      <Back />
    </button>
  );
}

interface HeadProps {
  conversation: Conversation;
  detailsShown: boolean;
  onBack: () => void;
  onDetails: () => void;
}

export function ThreadHead({ conversation, detailsShown, onBack, onDetails }: HeadProps) {
  const t = useT();
  const now = useNow();
  const { contact } = conversation;
  const hours = useInbox(conversation.inbox)?.capabilities.window_hours ?? 24;
  const address = contact.name === "" ? undefined : mainAddress(contact.addresses);
  return (
    <div className="pane-head thread-head" role="toolbar" aria-label={t.toolbars.head} ref={useRoving("row")}>
      <BackButton onBack={onBack} />
      <Avatar id={contact.id} name={contactName(contact)} small />
      <div className="thread-title">
        <h2>
          <bdi>{contactName(contact)}</bdi>
        </h2>
        <div className="thread-facts muted">
          {address && (
            <bdi className="thread-address" dir="ltr">
              {addressText(address)}
            </bdi>
          )}
          {hours > 0 && <WindowClock service={conversation.window} now={now} long />}
          <StateChips conversation={conversation} />
        </div>
      </div>
      <Lookers conversation={conversation.id} />
      <HeadActions conversation={conversation} />
      <button
        type="button"
        className="icon-button"
        aria-pressed={detailsShown}
        onClick={onDetails}
        aria-label={t.actions.details}
        title={t.actions.details}
      >
        <Panel />
      </button>
    </div>
  );
}
