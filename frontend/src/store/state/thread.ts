/** The loaded end of one conversation's thread, oldest first. */
import type { Activity, Id, Message } from "../../protocol";
import { compareKeys, type SortKey } from "./order";

export interface Thread {
  readonly messages: readonly Message[];
  /** Per message the feed number that its state stands for; none: known from an answer without one. */
  readonly seqs: ReadonlyMap<Id, number>;
  /** Changed while still outside the loaded end; older pages may bring a staler copy. */
  readonly stash: ReadonlyMap<Id, Message>;
  /** What was done to the conversation, oldest first; facts that never change. */
  readonly activity: readonly Activity[];
  /** The first page is there. Until then events are collected. */
  readonly loaded: boolean;
  /** There are no older pages. */
  readonly complete: boolean;
}

export const emptyThread: Thread = {
  messages: [],
  seqs: new Map(),
  stash: new Map(),
  activity: [],
  loaded: false,
  complete: false,
};

export function keyOf(message: { timestamp: string; id: Id }): SortKey {
  return { at: message.timestamp, id: message.id };
}

export interface Change {
  readonly message: Message;
  /** Null: from an answer that carries no feed number. */
  readonly seq: number | null;
}

/** Several changed messages, in feed order; everything is copied once, however many they are. */
export function withMessages(thread: Thread, changes: readonly Change[]): Thread {
  const seqs = new Map(thread.seqs);
  const stash = new Map(thread.stash);
  const messages = [...thread.messages];
  for (const { message, seq } of changes) {
    const known = seqs.get(message.id);
    if (seq !== null && known !== undefined && known >= seq) continue;
    if (seq !== null) seqs.set(message.id, seq);
    if (isBeyond(thread, message)) stash.set(message.id, message);
    else place(messages, message);
  }
  return { ...thread, seqs, stash, messages };
}

/** With more of what was done; what is known already changes nothing. */
export function withActivity(thread: Thread, lines: readonly Activity[]): Thread {
  const known = new Set(thread.activity.map(({ id }) => id));
  const fresh = lines.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return thread;
  return { ...thread, activity: [...thread.activity, ...fresh].toSorted((a, b) => compareKeys(a, b)) };
}

/** A page of REST rows (newest first) that was read at feed number `seq`. */
export function withPage(
  thread: Thread,
  rows: readonly Message[],
  seq: number | null,
  complete: boolean,
): Thread {
  const seqs = new Map(thread.seqs);
  const stash = new Map(thread.stash);
  const messages = new Map(thread.messages.map((message) => [message.id, message]));
  for (const row of rows) {
    const known = seqs.get(row.id);
    const isNewer = known === undefined || (seq !== null && seq >= known);
    messages.set(row.id, isNewer ? row : (messages.get(row.id) ?? stash.get(row.id) ?? row));
    if (isNewer && seq !== null) seqs.set(row.id, seq);
    stash.delete(row.id);
  }
  const sorted = [...messages.values()].toSorted((a, b) => compareKeys(keyOf(a), keyOf(b)));
  return { ...thread, messages: sorted, seqs, stash, loaded: true, complete };
}

/** After a reset: shown until the fresh page comes, but nothing of it is trusted. */
export function stale(thread: Thread): Thread {
  return { ...thread, seqs: new Map(), stash: new Map(), loaded: false };
}

/** The first fresh page replaces what was stale; what events brought meanwhile stays. */
export function refreshed(
  thread: Thread,
  rows: readonly Message[],
  seq: number | null,
  complete: boolean,
): Thread {
  const brought = thread.messages.filter((message) => thread.seqs.has(message.id));
  return withPage({ ...thread, messages: brought }, rows, seq, complete);
}

/** Older than the loaded end while older pages exist: it will come with its page. */
function isBeyond(thread: Thread, message: Message): boolean {
  const oldest = thread.messages[0];
  if (!thread.loaded || thread.complete || oldest === undefined) return false;
  return compareKeys(keyOf(message), keyOf(oldest)) < 0;
}

function place(messages: Message[], message: Message): void {
  const index = messages.findLastIndex((one) => one.id === message.id);
  const current = messages[index];
  if (current !== undefined && current.timestamp === message.timestamp) {
    messages[index] = message;
    return;
  }
  if (current !== undefined) messages.splice(index, 1);
  const before = messages.findLastIndex((one) => compareKeys(keyOf(one), keyOf(message)) < 0);
  messages.splice(before + 1, 0, message);
}
