/** One row of the list. Re-rendered only when its own conversation changes. */
import { memo, useCallback } from "react";
import { contactName, listTime } from "../../ui/text/format";
import { plain } from "../../ui/text/markup";
import type { Conversation, Id, Status } from "../../protocol";
import { Avatar } from "../../ui/components/Avatar";
import { Ticks } from "../shared/Ticks";
import { WindowClock } from "../shared/WindowClock";
import { useClient, useInbox, useNow, useSelect } from "../context";
import { Exclamation, Question } from "../../ui/components/icons";
import { useT } from "../i18n/language";
import "./ConversationList.css";

export const ROW_HEIGHT = 80;

interface RowProps {
  id: Id;
  selected: boolean;
  /** The one row that takes part in tabbing. */
  active: boolean;
  position: number;
  /** -1 while there are further pages. */
  size: number;
  top: number;
  onOpen: (id: Id, reply: boolean) => void;
}

export const ConversationRow = memo(function ConversationRow(props: RowProps) {
  const { id, selected, active, onOpen } = props;
  const conversation = useSelect(useCallback((state) => state.conversations.get(id), [id]));
  if (!conversation) return null;
  const { contact, unread } = conversation;
  return (
    <div
      role="option"
      // Keys are the listbox's: it moves between rows, which are the focusable ones.
      className={unread > 0 ? "row unread" : "row"}
      data-id={id}
      aria-selected={selected}
      aria-posinset={props.position}
      aria-setsize={props.size}
      tabIndex={active ? 0 : -1}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={() => onOpen(id, true)}
    >
      <Avatar id={contact.id} name={contactName(contact)} />
      <div className="row-body">
        <RowHead conversation={conversation} />
        <LastLine conversation={conversation} />
        <RowFoot conversation={conversation} />
      </div>
    </div>
  );
});

function RowHead({ conversation }: { conversation: Conversation }) {
  const now = useNow();
  return (
    <div className="row-line">
      <span className="row-name" dir="auto">
        {contactName(conversation.contact)}
      </span>
      <time className="row-time" dateTime={conversation.last_activity_at}>
        {listTime(conversation.last_activity_at, new Date(now))}
      </time>
    </div>
  );
}

const PROBLEMS: ReadonlySet<Status> = new Set(["failed", "unconfirmed"]);

function ProblemMark({ status }: { status: Status }) {
  const t = useT();
  const isFailed = status === "failed";
  const Icon = isFailed ? Exclamation : Question;
  return <Icon className={`problem-mark ${isFailed ? "red" : "amber"}`} label={t.statuses[status]} />;
}

function LastLine({ conversation }: { conversation: Conversation }) {
  const t = useT();
  const { last_message: last, unread } = conversation;
  const isProblem = last !== null && PROBLEMS.has(last.status);
  return (
    <div className="row-line">
      <span className="row-last">
        {last && !isProblem && <Ticks direction={last.direction} status={last.status} />}
        <span className="row-words" dir="auto">
          {last ? plain(last.content.slice(0, 160)) : t.list.noMessage}
        </span>
      </span>
      {isProblem && <ProblemMark status={last.status} />}
      {unread > 0 && (
        <span className="badge">
          <span aria-hidden="true">{unread > 99 ? "99+" : unread}</span>
          <span className="sr-only">{t.list.unread(unread)}</span>
        </span>
      )}
    </div>
  );
}

function RowFoot({ conversation }: { conversation: Conversation }) {
  const t = useT();
  const { me } = useClient();
  const now = useNow();
  const { assignee, status, labels } = conversation;
  const hours = useInbox(conversation.inbox)?.capabilities.window_hours ?? 24;
  return (
    <div className="row-foot">
      {hours > 0 && <WindowClock service={conversation.window} now={now} />}
      {status !== "open" && <span className="chip">{t.details.statuses[status]}</span>}
      {labels.map((label) => (
        <span key={label.id} className="chip">
          <i className="dot" style={{ background: label.color }} />
          {label.name}
        </span>
      ))}
      <span className={assignee ? "row-assignee" : "row-assignee nobody"}>
        {assignee ? (assignee.id === me.id ? t.list.you : assignee.name) : t.list.nobody}
      </span>
    </div>
  );
}
