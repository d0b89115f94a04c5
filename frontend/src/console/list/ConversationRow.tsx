/** One row of the list. Re-rendered only when its own conversation changes. */
import { memo, useCallback, useSyncExternalStore, type MouseEvent } from "react";
import { contactName, listTime, soonTime, windowState } from "../../ui/text/format";
import { plain } from "../../ui/text/markup";
import type { Conversation, Id, Status } from "../../protocol";
import { unreadMentions } from "../../store/notes/mentions";
import { Avatar } from "../../ui/components/Avatar";
import { InboxMark } from "../shared/InboxMark";
import { Ticks } from "../shared/Ticks";
import { WaitingClock } from "../shared/WaitingClock";
import { WindowClock } from "../shared/WindowClock";
import { useClient, useInbox, useNow, useSelect } from "../context";
import { Check, Clock, Exclamation, Flag, Question, Team } from "../../ui/components/icons";
import { useT } from "../i18n/language";
import type { PickRow } from "../bulk/useSelecting";
import { useOwnerName } from "../shared/useOwnerName";
import "./ConversationList.css";
import { previewOf } from "../../ui/text/preview";

interface RowProps {
  id: Id;
  open: boolean;
  /** Together with others, for a verb on all of them. */
  selected: boolean;
  /** The one row that takes part in tabbing. */
  active: boolean;
  position: number;
  /** -1 while there are further pages. */
  size: number;
  top: number;
  onOpen: (id: Id, reply: boolean) => void;
  onPick: PickRow;
}

export const ConversationRow = memo(function ConversationRow(props: RowProps) {
  const t = useT();
  const { id, open, selected, active } = props;
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
      aria-current={open ? "true" : undefined}
      aria-posinset={props.position}
      aria-setsize={props.size}
      tabIndex={active ? 0 : -1}
      style={{ transform: `translateY(${props.top}px)` }}
      onMouseDown={keepText}
      onClick={(event) => onClick(event, props)}
    >
      <span className="row-pick" title={t.list.select}>
        <Avatar id={contact.id} name={contactName(contact)} />
        <i className="row-check">{selected && <Check />}</i>
      </span>
      <div className="row-body">
        <RowHead conversation={conversation} />
        <LastLine conversation={conversation} isOpen={open} />
        <RowFoot conversation={conversation} />
      </div>
    </div>
  );
});

/** On the picture, or with a key held down, a click selects. */
function onClick(event: MouseEvent, { id, onOpen, onPick }: RowProps): void {
  const isOnPicture = event.target instanceof Element && event.target.closest(".row-pick") !== null;
  if (event.shiftKey) onPick(id, "range");
  else if (event.ctrlKey || event.metaKey || isOnPicture) onPick(id, "toggle");
  else onOpen(id, true);
}

/** Shift and a click would select the text between. */
function keepText(event: MouseEvent): void {
  if (event.shiftKey) event.preventDefault();
}

function RowHead({ conversation }: { conversation: Conversation }) {
  const now = useNow();
  return (
    <div className="row-line">
      <span className="row-name" dir="auto">
        {contactName(conversation.contact)}
      </span>
      <PriorityMark priority={conversation.priority} />
      <time className="row-time" dateTime={conversation.last_activity_at}>
        {listTime(conversation.last_activity_at, new Date(now))}
      </time>
    </div>
  );
}

/** What is not urgent needs no mark. */
function PriorityMark({ priority }: Pick<Conversation, "priority">) {
  const t = useT();
  if (priority !== "urgent" && priority !== "high") return null;
  const says = t.actions.priority(t.details.priorities[priority] ?? priority);
  return <Flag className={`flag row-flag ${priority}`} label={says} />;
}

const PROBLEMS: ReadonlySet<Status> = new Set(["failed", "unconfirmed"]);

function ProblemMark({ status }: { status: Status }) {
  const t = useT();
  const isFailed = status === "failed";
  const Icon = isFailed ? Exclamation : Question;
  return <Icon className={`problem-mark ${isFailed ? "red" : "amber"}`} label={t.statuses[status]} />;
}

function LastLine({ conversation, isOpen }: { conversation: Conversation; isOpen: boolean }) {
  const t = useT();
  const { last_message: last, unread } = conversation;
  const isProblem = last !== null && PROBLEMS.has(last.status);
  const draft = useDraftLine(conversation.id, isOpen);
  return (
    <div className="row-line">
      {draft === null ? (
        <LastMessage conversation={conversation} isProblem={isProblem} />
      ) : (
        <DraftLine words={draft} />
      )}
      {isProblem && <ProblemMark status={last.status} />}
      <MentionMark conversation={conversation} />
      {unread > 0 && (
        <span className="badge">
          <span aria-hidden="true">{unread > 99 ? "99+" : unread}</span>
          <span className="sr-only">{t.list.unread(unread)}</span>
        </span>
      )}
    </div>
  );
}

function LastMessage({ conversation, isProblem }: { conversation: Conversation; isProblem: boolean }) {
  const t = useT();
  const { last_message: last, scheduled_at } = conversation;
  // Whether it is this one that has a time, or it waits for the customer, is not told here.
  const isUncertain = last?.status === "held" && scheduled_at !== null;
  const label = isUncertain ? t.bubble.notSentYet : undefined;
  return (
    <span className="row-last">
      {last && !isProblem && <Ticks direction={last.direction} status={last.status} label={label} />}
      <span className="row-words" dir="auto">
        {last ? plain(previewOf(last.content)) : t.list.noMessage}
      </span>
    </span>
  );
}

/** What the agent has not sent; in the open conversation they have it before their eyes. */
function useDraftLine(conversation: Id, isOpen: boolean): string | null {
  const t = useT();
  const { drafts } = useClient().draftKeeper;
  const shown = useSyncExternalStore(drafts.subscribe, () => (isOpen ? null : drafts.shown(conversation)));
  if (shown === null) return null;
  const { text, files } = shown.content;
  if (text.trim() === "" && files.length > 0) return t.together.otherDraftFiles(files.length);
  return plain(previewOf(text.trim() || (shown.others[0]?.text ?? "")));
}

function DraftLine({ words }: { words: string }) {
  const t = useT();
  return (
    <span className="row-last">
      <span className="row-words" dir="auto">
        <span className="row-draft">{t.list.draft}</span> {words}
      </span>
    </span>
  );
}

/** Notes name this agent, and they have not seen it. */
function MentionMark({ conversation }: { conversation: Conversation }) {
  const t = useT();
  const { me } = useClient();
  const unread = unreadMentions(conversation, me.id);
  if (unread === 0) return null;
  return (
    <span className="mention-mark">
      <span aria-hidden="true">@</span>
      <span className="sr-only">{t.note.mentions(unread)}</span>
    </span>
  );
}

function RowFoot({ conversation }: { conversation: Conversation }) {
  const t = useT();
  const now = useNow();
  const { status, labels, scheduled_at: scheduled } = conversation;
  const hours = useInbox(conversation.inbox)?.capabilities.window_hours ?? 24;
  // A window that is open for long is what everybody expects.
  const isShort = hours > 0 && windowState(conversation.window, now).level !== "open";
  return (
    <div className="row-foot">
      <WaitingClock conversation={conversation} now={now} />
      {isShort && <WindowClock service={conversation.window} now={now} />}
      {status !== "open" && <span className="chip">{t.details.statuses[status]}</span>}
      {scheduled !== null && (
        <span className="chip">
          <Clock label={t.bubble.scheduled} />
          {soonTime(new Date(scheduled), new Date(now))}
        </span>
      )}
      <InboxMark inbox={conversation.inbox} />
      <span className="row-labels">
        {labels.map((label) => (
          <span key={label.id} className="chip">
            <i className="dot" style={{ background: label.color }} />
            {label.name}
          </span>
        ))}
      </span>
      <RowOwner conversation={conversation} />
    </div>
  );
}

/** Who has it: an agent by their initial, a team by its picture. */
function RowOwner({ conversation }: { conversation: Conversation }) {
  const { assignee, team } = conversation;
  const name = useOwnerName(conversation);
  return (
    <span className="row-owner" title={name}>
      {assignee ? (
        <Avatar id={assignee.id} name={assignee.name} tiny />
      ) : (
        <i className={team ? "team" : "nobody"}>{team && <Team />}</i>
      )}
      <span className="sr-only">{name}</span>
    </span>
  );
}
