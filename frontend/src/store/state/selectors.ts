/** What the views show, computed from the state. */
import { listParams, type ListQuery, type Sort } from "../../protocol/lists";
import type { Attachment, Conversation, Id, Me, Message } from "../../protocol";
import { shownAs } from "../messages/files";
import { matches } from "./matching";
import { compareInstants, compareRows } from "./order";
import type { ListState, State } from "./state";
import type { Thread } from "./thread";
import type { ThreadRow } from "./threadRows";

export function listKey(query: ListQuery): string {
  return listParams(query).toString();
}

/**
 * The rows of a list in its order: whatever matches and is not below the last loaded row.
 * `previous` is the last answer; sorting what is nearly sorted is cheap.
 */
export function listed(
  conversations: State["conversations"],
  list: ListState | undefined,
  query: ListQuery,
  me: Pick<Me, "id">,
  previous: readonly Id[] = [],
): Id[] {
  if (!list) return [];
  if (query.q !== "") return list.ids.filter((id) => isMatch(conversations.get(id), query, me));
  const found = [...knownFirst(conversations, previous)].filter((one) => isShown(one, list, query, me));
  return found.toSorted((a, b) => compareRows(query.sort, a, b)).map((one) => one.id);
}

/** Whether a list that is no search has it, as far as its pages have come. */
export function isShown(
  one: Conversation,
  list: ListState | undefined,
  query: ListQuery,
  me: Pick<Me, "id">,
): boolean {
  if (!list) return false;
  return matches(one, query, me) && isListed(one, query.sort) && isLoaded(one, list, query.sort);
}

function isMatch(one: Conversation | undefined, query: ListQuery, me: Pick<Me, "id">): boolean {
  return one !== undefined && matches(one, query, me);
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

/** Only the order by activity has what is resolved. */
function isListed({ status }: Conversation, sort: Sort): boolean {
  return sort === "activity" || status !== "resolved";
}

function isLoaded(conversation: Conversation, { complete, floor }: ListState, sort: Sort): boolean {
  return complete || (floor !== null && compareRows(sort, conversation, floor) <= 0);
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

const WAITING = ["unread:mine", "unread:unassigned"] as const;

/** Conversations that wait for me: unread, open, mine or nobody's. Of those that are loaded, until all are counted. */
export function unreadCount({ me, conversations, counts }: State): number {
  if (!me) return 0;
  const counted = WAITING.flatMap((name) => counts.of.get(name) ?? []);
  if (counted.length === WAITING.length) return counted.reduce((sum, one) => sum + one, 0);
  let count = 0;
  for (const { unread, status, assignee } of conversations.values()) {
    if (unread > 0 && status === "open" && (assignee === null || assignee.id === me.id)) count += 1;
  }
  return count;
}

/**
 * Up to which message of the customer everything was on the screen, whose last row is `last`. The server counts
 * by id, whatever the order of the thread: nothing counts that is newer than one further down.
 */
export function seenUpTo(rows: readonly ThreadRow[], last: number): Id | undefined {
  let below = Number.POSITIVE_INFINITY;
  let newest = 0;
  // Backwards in one go: it is asked with each frame of scrolling, however long the thread is.
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index];
    if (row?.type !== "message" || row.message.direction !== "inbound") continue;
    const { id } = row.message;
    if (index > last) below = Math.min(below, id);
    else if (id < below) newest = Math.max(newest, id);
  }
  return newest > 0 ? newest : undefined;
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
    .filter(canBeShown);
}

/** Whether it is a picture, and there. */
export function canBeShown(one: Attachment): boolean {
  return shownAs(one) === "image" && one.state === "ready" && one.url !== null;
}
