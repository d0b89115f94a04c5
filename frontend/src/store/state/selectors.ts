/** What the views show, computed from the state. */
import type { ListQuery } from "../../protocol/lists";
import type { Attachment, Conversation, Id, Me, Message } from "../../protocol";
import { shownAs } from "../messages/files";
import { compareInstants, compareKeys, type SortKey } from "./order";
import type { Outbox, Pending } from "./pending";
import { ofConversation } from "./pending";
import type { ListState, State } from "./state";
import type { Thread } from "./thread";

export function listKey({ view, filter, q }: ListQuery): string {
  return JSON.stringify([view, filter, q]);
}

export function activityKey(conversation: Conversation): SortKey {
  return { at: conversation.last_activity_at, id: conversation.id };
}

/** The same question that the server's list answers. */
export function matches(conversation: Conversation, query: ListQuery, me: Pick<Me, "id">): boolean {
  const { assignee, status } = conversation;
  if (query.view === "mine" && assignee?.id !== me.id) return false;
  if (query.view === "unassigned" && assignee !== null) return false;
  return query.filter === "any" || status === query.filter;
}

/**
 * The rows of a list, newest activity first: whatever matches and is not below the last loaded
 * row. `previous` is the last answer; sorting what is nearly sorted is cheap.
 */
export function listed(
  conversations: State["conversations"],
  list: ListState | undefined,
  query: ListQuery,
  me: Pick<Me, "id">,
  previous: readonly Id[] = [],
): Id[] {
  if (!list) return [];
  if (query.q !== "") return list.ids.filter((id) => conversations.has(id));
  const found = [...knownFirst(conversations, previous)].filter(
    (one) => matches(one, query, me) && isLoaded(one, list),
  );
  return found.toSorted((a, b) => compareKeys(activityKey(b), activityKey(a))).map((one) => one.id);
}

function* knownFirst(
  conversations: State["conversations"],
  previous: readonly Id[],
): Generator<Conversation> {
  const given = new Set(previous);
  for (const id of previous) {
    const one = conversations.get(id);
    if (one) yield one;
  }
  for (const [id, one] of conversations) if (!given.has(id)) yield one;
}

function isLoaded(conversation: Conversation, { complete, floor }: ListState): boolean {
  return complete || (floor !== null && compareKeys(activityKey(conversation), floor) >= 0);
}

/**
 * Order while the agent points at the list: nothing moves, appears above or vanishes under the
 * pointer; rows below the last one are appended. `waiting` is how many the true order would show
 * elsewhere: new ones and those that rose.
 */
export function held(shown: readonly Id[], next: readonly Id[]): { ids: readonly Id[]; waiting: number } {
  const present = new Set(shown);
  const last = next.findLastIndex((id) => present.has(id));
  const appended = next.slice(last + 1);
  const ids = appended.length > 0 ? [...shown, ...appended] : shown;
  const above = next.slice(0, last + 1).filter((id) => !present.has(id)).length;
  return {
    ids,
    waiting:
      above +
      risen(
        shown,
        next.filter((id) => present.has(id)),
      ),
  };
}

/** How many rows of `next` stand higher than the order of `shown` allows. */
function risen(shown: readonly Id[], next: readonly Id[]): number {
  const place = new Map(shown.map((id, index) => [id, index]));
  let count = 0;
  let lowest = Number.POSITIVE_INFINITY;
  for (const id of next.toReversed()) {
    const index = place.get(id) ?? 0;
    if (index > lowest) count += 1;
    else lowest = index;
  }
  return count;
}

/** Conversations that wait for me: unread, open, mine or nobody's. */
export function unreadCount(state: State): number {
  const { me } = state;
  if (!me) return 0;
  let count = 0;
  for (const { unread, status, assignee } of state.conversations.values()) {
    if (unread > 0 && status === "open" && (assignee === null || assignee.id === me.id)) count += 1;
  }
  return count;
}

// ── the thread's rows ────────────────────────────────────────────────────────────────────────

export type ThreadRow =
  | { type: "day"; key: string; day: string }
  | { type: "unread"; key: string }
  | { type: "message"; key: string; message: Message; joined: boolean }
  | { type: "pending"; key: string; pending: Pending };

/** Messages of one author this close together are one block. */
const JOIN_MS = 3 * 60_000;

/**
 * Messages with day separators, then what is still to be sent. A message keeps its key from the
 * optimistic bubble on, so the bubble is not rebuilt when the server answers.
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
  let before: Message | null = null;
  for (const message of thread.messages) {
    const today = dayOf(message.timestamp);
    if (today !== day) rows.push({ type: "day", key: `day ${today}`, day: message.timestamp });
    if (message.id === unreadFrom) rows.push({ type: "unread", key: "unread" });
    const joined = today === day && message.id !== unreadFrom && before !== null && isJoined(before, message);
    rows.push({ type: "message", key: message.client_id ?? `id ${message.id}`, message, joined });
    day = today;
    before = message;
  }
  const shown = new Set(thread.messages.map((message) => message.client_id));
  for (const pending of ofConversation(outbox, conversation)) {
    if (!shown.has(pending.clientId)) rows.push({ type: "pending", key: pending.clientId, pending });
  }
  return rows;
}

function isJoined(before: Message, message: Message): boolean {
  const sameSide = before.direction === message.direction && before.author?.id === message.author?.id;
  const close = Date.parse(message.timestamp) - Date.parse(before.timestamp) < JOIN_MS;
  return sameSide && close && before.kind !== "system" && message.kind !== "system";
}

/**
 * Up to which message of the customer everything was on the screen, whose last row is `last`. The server counts
 * by id, whatever the order of the thread: nothing counts that is newer than one further down.
 */
export function seenUpTo(rows: readonly ThreadRow[], last: number): Id | undefined {
  const ids = (part: readonly ThreadRow[]) =>
    part.flatMap((row) =>
      row.type === "message" && row.message.direction === "inbound" ? [row.message.id] : [],
    );
  const below = Math.min(...ids(rows.slice(last + 1)));
  const seen = ids(rows.slice(0, last + 1)).filter((id) => id < below);
  return seen.length > 0 ? Math.max(...seen) : undefined;
}

/**
 * The first message of the customer that was unread when there were `unread` of them and `newest` was the newest;
 * undefined while it is not among the loaded ones.
 */
export function firstUnread(messages: readonly Message[], unread: number, newest: Id): Id | undefined {
  const counted = messages.filter(
    ({ direction, origin, id }) => direction === "inbound" && origin !== "history" && id <= newest,
  );
  return unread > 0 ? counted.at(-unread)?.id : undefined;
}

/** Whether a template has gone out since the window closed: then the customer knows why to write. */
export function wasAsked({ messages }: Pick<Thread, "messages">, closesAt: string | null): boolean {
  return messages.some(
    ({ kind, direction, status, timestamp }) =>
      kind === "template" &&
      direction === "outbound" &&
      status !== "failed" &&
      (closesAt === null || compareInstants(timestamp, closesAt) > 0),
  );
}

/** The pictures of the loaded thread that may be looked at, oldest first. */
export function pictures({ messages }: Pick<Thread, "messages">): Attachment[] {
  return messages
    .filter(({ revoked_at }) => revoked_at === null)
    .flatMap(({ attachments }) => attachments)
    .filter((one) => shownAs(one) === "image" && one.state === "ready" && one.url !== null);
}
