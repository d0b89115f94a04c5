/** The verbs of the open conversation: whose it is, and what becomes of it. */
import type { Conversation } from "../../protocol";
import { Check, Chevron, Nobody, Reopen, Team, Unread } from "../../ui/components/icons";
import { useT } from "../i18n/language";
import { PickerButton } from "../pickers/PickerButton";
import { useResolve } from "../shell/advance";
import { useMarkUnread } from "../shell/useMarkUnread";
import { AgentAvatar } from "../shared/Availability";
import { useOwnerAvailability, useOwnerName } from "../shared/useOwnerName";

export function HeadActions({ conversation }: { conversation: Conversation }) {
  const t = useT();
  const markUnread = useMarkUnread();
  const resolve = useResolve();
  const { id, status } = conversation;
  const isResolved = status === "resolved";
  const canBeUnread = conversation.unread === 0 && conversation.last_message !== null;
  return (
    <div className="head-actions">
      {canBeUnread && (
        <button
          type="button"
          className="icon-button wide-only"
          onClick={() => markUnread(conversation)}
          aria-label={t.actions.unread}
          title={t.actions.unread}
        >
          <Unread />
        </button>
      )}
      <OwnerButton conversation={conversation} />
      <div className="split">
        <button
          type="button"
          className={isResolved ? "button" : "button primary"}
          onClick={() => resolve(conversation, "stay")}
        >
          {isResolved ? <Reopen /> : <Check />}
          {isResolved ? t.actions.reopen : t.actions.resolve}
        </button>
        <PickerButton
          what="status"
          conversation={id}
          label={t.actions.more}
          className={isResolved ? "button" : "button primary"}
        >
          <Chevron />
        </PickerButton>
      </div>
    </div>
  );
}

function OwnerButton({ conversation }: { conversation: Conversation }) {
  const t = useT();
  const name = useOwnerName(conversation);
  const says = useOwnerAvailability(conversation, name);
  return (
    <PickerButton
      what="owner"
      conversation={conversation.id}
      label={t.actions.owner(says)}
      className="button owner-chip"
    >
      <OwnerMark conversation={conversation} />
      <bdi className="owner-name">{name}</bdi>
      <Chevron />
    </PickerButton>
  );
}

export function OwnerMark({ conversation: { assignee, team } }: { conversation: Conversation }) {
  if (assignee) return <AgentAvatar id={assignee.id} name={assignee.name} />;
  return team ? <Team /> : <Nobody />;
}
