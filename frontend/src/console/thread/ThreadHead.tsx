/** Who the open conversation is with, how long free text is allowed, and the verbs on it. */
import { addressText, contactName, mainAddress } from "../../ui/text/format";
import type { Conversation } from "../../protocol";
import { Avatar } from "../../ui/components/Avatar";
import { WindowClock } from "../shared/WindowClock";
import { useRun, useClient, useInbox, useNow } from "../context";
import { Back, Check, Panel, Person, Unread } from "../../ui/components/icons";
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
    <header className="pane-head thread-head">
      <BackButton onBack={onBack} />
      <Avatar id={contact.id} name={contactName(contact)} small />
      <div className="thread-title">
        <h2>
          <bdi>{contactName(contact)}</bdi>
        </h2>
        <p className="muted">
          {address && <span className="thread-address">{addressText(address)}</span>}
          {hours > 0 && <WindowClock service={conversation.window} now={now} long />}
        </p>
      </div>
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
    </header>
  );
}

function HeadActions({ conversation }: { conversation: Conversation }) {
  const t = useT();
  const client = useClient();
  const run = useRun();
  const isMine = conversation.assignee?.id === client.me.id;
  const isResolved = conversation.status === "resolved";
  const canBeUnread = conversation.unread === 0 && conversation.last_message !== null;
  return (
    <div className="head-actions">
      {canBeUnread && (
        <button
          type="button"
          className="icon-button wide-only"
          onClick={() => run(client.markUnread(conversation.id))}
          aria-label={t.actions.unread}
          title={t.actions.unread}
        >
          <Unread />
        </button>
      )}
      <button
        type="button"
        className="button"
        onClick={() => run(client.assign(conversation, isMine ? null : client.me.id))}
      >
        <Person /> <span>{isMine ? t.actions.unassign : t.actions.assign}</span>
      </button>
      <button
        type="button"
        className="button"
        onClick={() => run(client.setStatus(conversation, isResolved ? "open" : "resolved"))}
      >
        <Check /> <span>{isResolved ? t.actions.reopen : t.actions.resolve}</span>
      </button>
    </div>
  );
}
