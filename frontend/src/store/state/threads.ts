/** What REST says about threads, in the state. Pure. */
import type { Id, Message, ThreadPage } from "../../protocol";
import * as outbox from "./pending";
import type { State } from "./state";
import { emptyThread, refreshed, withActivity, withMessages, withPage, type Thread } from "./thread";

/** The version of a message in a loaded thread. */
export function messageVersion(state: State, message: { id: Id; conversation: Id }): number | undefined {
  return state.threads.get(message.conversation)?.seqs.get(message.id);
}

export function withThread(state: State, id: Id, thread: Thread): State {
  return { ...state, threads: new Map(state.threads).set(id, thread) };
}

export function withThreadPage(state: State, id: Id, page: ThreadPage): State {
  const thread = state.threads.get(id) ?? emptyThread;
  const inbox = page.results[0]?.inbox;
  const seq = inbox === undefined ? null : (page.feed[inbox]?.seq ?? null);
  const merge = thread.loaded ? withPage : refreshed;
  const merged = merge(thread, page.results, seq, page.next === null);
  const next = withThread(state, id, withActivity(merged, page.activity ?? []));
  return { ...next, outbox: outbox.settled(state.outbox, page.results) };
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
