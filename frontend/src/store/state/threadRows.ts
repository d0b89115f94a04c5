/** The rows of a thread: days, messages, what was done between them, and what is still to be sent. */
import type { Activity, Id, Message } from "../../protocol";
import { compareInstants } from "./order";
import { isIn, isMomentLoaded, type LoadedRange } from "./ranges";
import { ofConversation, type Outbox, type Pending } from "./pending";
import { keyOf, type Thread } from "./thread";

export type ThreadRow =
  | { type: "day"; key: string; day: string }
  | { type: "unread"; key: string }
  /** Messages are missing here, between two parts that are loaded. */
  | { type: "gap"; key: string; above: LoadedRange; below: LoadedRange }
  | { type: "message"; key: string; message: Message; joined: boolean }
  /** What was done between two messages of a day, oldest first; never empty. */
  | { type: "activity"; key: string; lines: readonly Activity[] }
  | { type: "pending"; key: string; pending: Pending };

/** Whether a row can be gone to; lines between messages are read with the message below. */
export function isArticle({ type }: ThreadRow): boolean {
  return type !== "day" && type !== "unread" && type !== "gap";
}

/** The day of the rows from `first` to `last`, which is read above them; null where the line of a day is among them. */
export function dayOver(rows: readonly ThreadRow[], first: number, last: number): string | null {
  for (let index = last; index >= 0; index -= 1) {
    const row = rows[index];
    if (row?.type === "day") return index < first ? row.day : null;
  }
  return null;
}

/** Messages of one author this close together are one block. */
const JOIN_MS = 3 * 60_000;
/** It begins with its first message, which says the same. */
const UNSAID: ReadonlySet<string> = new Set(["opened"]);

/**
 * A message keeps its key from the optimistic bubble on, so the bubble is not rebuilt when the server answers.
 * `unreadFrom` is the message above which the line of the unread ones stands.
 */
export function threadRows(
  thread: Thread,
  outbox: Outbox,
  conversation: Id,
  dayOf: (instant: string) => string,
  unreadFrom: Id | null,
): ThreadRow[] {
  const rows: ThreadRow[] = [];
  let day = "";
  // The row above, if it is a message, or if it is something that was done.
  let before: Message | null = null;
  let lines: Activity[] | null = null;
  const dayIn = dayOnce(dayOf);
  const gapAbove = gapsIn(thread);
  for (const entry of inOrder(thread)) {
    const { at } = timeOf(entry);
    const itsDay = dayIn(entry);
    const gap = gapAbove(entry);
    if (gap) {
      rows.push(gap);
      before = lines = null;
    }
    if (itsDay !== day) {
      day = itsDay;
      rows.push({ type: "day", key: `day ${day}`, day: at });
      before = lines = null;
    }
    if (isActivity(entry)) {
      if (lines === null) rows.push({ type: "activity", key: `done ${entry.id}`, lines: (lines = []) });
      lines.push(entry);
      before = null;
      continue;
    }
    if (entry.id === unreadFrom) {
      rows.push({ type: "unread", key: "unread" });
      before = null;
    }
    rows.push(messageRow(entry, before !== null && isJoined(before, entry)));
    before = entry;
    lines = null;
  }
  return [...rows, ...pendingRows(thread, outbox, conversation)];
}

type MessageRow = Extract<ThreadRow, { type: "message" }>;
const messageRows = new WeakMap<Message, MessageRow>();

/** The same object while nothing of it changes: what shows it is not drawn anew because another message comes. */
function messageRow(message: Message, joined: boolean): MessageRow {
  const known = messageRows.get(message);
  if (known?.joined === joined) return known;
  const row: MessageRow = { type: "message", key: message.client_id ?? `id ${message.id}`, message, joined };
  messageRows.set(message, row);
  return row;
}

type DayOf = (instant: string) => string;
const days = new WeakMap<DayOf, WeakMap<Message | Activity, string>>();

/** The day of an entry is computed once, however often the rows are. */
function dayOnce(dayOf: DayOf): (entry: Message | Activity) => string {
  const known = days.get(dayOf) ?? new WeakMap<Message | Activity, string>();
  days.set(dayOf, known);
  return (entry) => {
    const found = known.get(entry) ?? dayOf(timeOf(entry).at);
    known.set(entry, found);
    return found;
  };
}

type GapRow = Extract<ThreadRow, { type: "gap" }>;

/** Asked for one entry after the other: what is missing above it, where something is. */
function gapsIn({ ranges }: Thread): (entry: Message | Activity) => GapRow | null {
  let at = 0;
  return (entry) => {
    const now = isActivity(entry) ? at : ranges.findIndex((one) => isIn(one, keyOf(entry)));
    const [above, below] = [ranges[now - 1], ranges[now]];
    if (now <= at || !above || !below) return null;
    at = now;
    // By its place from the end: what is loaded on the other side makes no other row of it.
    return { type: "gap", key: `gap ${ranges.length - at}`, above, below };
  };
}

function pendingRows({ messages }: Thread, outbox: Outbox, conversation: Id): ThreadRow[] {
  const shown = new Set(messages.map((message) => message.client_id));
  return ofConversation(outbox, conversation)
    .filter(({ clientId }) => !shown.has(clientId))
    .map((pending) => ({ type: "pending", key: pending.clientId, pending }));
}

/** Messages and what was done, by time; of one instant the message comes first. */
function* inOrder(thread: Thread): Generator<Message | Activity> {
  const done = saidActivity(thread);
  let next = 0;
  for (const message of thread.messages) {
    for (let line = done[next]; line && compareInstants(line.at, message.timestamp) < 0; line = done[next]) {
      yield line;
      next += 1;
    }
    yield message;
  }
  yield* done.slice(next);
}

/** What has a line. Where messages are not loaded, they are missing between the lines. */
function saidActivity({ activity, messages, ranges }: Thread): Activity[] {
  const from = messages[0]?.timestamp;
  const isThere = (at: string): boolean =>
    ranges.length > 0 ? isMomentLoaded(ranges, at) : from === undefined || compareInstants(at, from) >= 0;
  return activity.filter(({ verb, at }) => !UNSAID.has(verb) && isThere(at));
}

function isActivity(entry: Message | Activity): entry is Activity {
  return "verb" in entry;
}

function timeOf(entry: Message | Activity): { at: string } {
  return isActivity(entry) ? entry : keyOf(entry);
}

function isJoined(before: Message, message: Message): boolean {
  const sameSide = before.direction === message.direction && before.author?.id === message.author?.id;
  if (!sameSide || before.kind === "system" || message.kind === "system") return false;
  return Date.parse(message.timestamp) - Date.parse(before.timestamp) < JOIN_MS;
}
