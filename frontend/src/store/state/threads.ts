/** What REST says about threads, in the state. Pure. */
import type { Id, Message, ThreadPage } from "../../protocol";
import { attempt, number, object } from "../../protocol/decode";
import * as outbox from "./pending";
import type { NumberedEvent, State } from "./state";
import {
  emptyThread,
  refreshed,
  withActivity,
  withMessages,
  withoutMessages,
  withNewest,
  withNext,
  withPart,
  type Thread,
} from "./thread";

const earlier = object({ conversation: number });

/** The version of a message in a loaded thread. */
export function messageVersion(state: State, message: { id: Id; conversation: Id }): number | undefined {
  return state.threads.get(message.conversation)?.seqs.get(message.id);
}

export function withThread(state: State, id: Id, thread: Thread): State {
  return { ...state, threads: new Map(state.threads).set(id, thread) };
}

/** The newest page. */
export function withThreadPage(state: State, id: Id, page: ThreadPage): State {
  const thread = state.threads.get(id) ?? emptyThread;
  const merge = thread.loaded ? withNewest : refreshed;
  return withRead(state, id, page, merge(thread, page, seqOf(page)));
}

/** The page that stood at `asked`, where the thread goes on; null: one from anywhere. */
export function withThreadPart(state: State, id: Id, page: ThreadPage, asked: string | null): State {
  const thread = state.threads.get(id);
  if (!thread) return state;
  const seq = seqOf(page);
  const merged = asked === null ? withPart(thread, page, seq) : withNext(thread, asked, page, seq);
  return merged === thread ? state : withRead(state, id, page, merged);
}

/** Which messages left which conversation, and when for the last time: two contacts became one, or one two. */
function movedFrom(events: readonly NumberedEvent[]): Map<Id, Map<Id, number>> {
  const moved = new Map<Id, Map<Id, number>>();
  for (const { event, seq, was } of events) {
    if (event.k !== "message.updated") continue;
    const { id, conversation } = event.d;
    const before = attempt(earlier, was)?.conversation;
    if (before === undefined || before === conversation) continue;
    const left = moved.get(before) ?? new Map<Id, number>();
    moved.set(before, left.set(id, Math.max(seq, left.get(id) ?? seq)));
  }
  return moved;
}

/** Before what the events say of messages: of one that is moved several times only the last one counts. */
export function withoutMoved(threads: State["threads"], events: readonly NumberedEvent[]): State["threads"] {
  const next = new Map(threads);
  for (const [id, left] of movedFrom(events)) {
    const thread = threads.get(id);
    if (thread) next.set(id, withoutMessages(thread, left));
  }
  return next;
}

/** The feed number at which the rows of a page were read. */
function seqOf({ results, feed }: ThreadPage): number | null {
  const inbox = results[0]?.inbox;
  return inbox === undefined ? null : (feed[inbox]?.seq ?? null);
}

function withRead(state: State, id: Id, { results, activity }: ThreadPage, thread: Thread): State {
  const next = withThread(state, id, withActivity(thread, activity ?? []));
  return { ...next, outbox: outbox.settled(state.outbox, results) };
}

export function withoutThread(state: State, id: Id): State {
  const threads = new Map(state.threads);
  threads.delete(id);
  return { ...state, threads };
}

export function withMessageAnswer(state: State, message: Message, version: number | undefined): State {
  const settled = { ...state, outbox: outbox.settled(state.outbox, [message]) };
  const thread = state.threads.get(message.conversation);
  if (!thread || messageVersion(state, message) !== version) return settled;
  return withThread(settled, message.conversation, withMessages(thread, [{ message, seq: null }]));
}
