/** What is loaded of one conversation's thread, oldest first: its end, and its beginning where somebody went there. */
import type { Activity, Id, Message } from "../../protocol";
import { Echoes, withoutEchoes } from "./echoes";
import { compareKeys, type SortKey } from "./order";

/** What lies between the beginning and the end of a thread, and is not loaded. */
export interface Gap {
  /** The last message of the beginning. */
  readonly after: SortKey;
  /** The first message of the end. */
  readonly before: SortKey;
  /** Where the beginning goes on. */
  readonly newer: string;
}

export interface Thread {
  readonly messages: readonly Message[];
  /** Per message the feed number that its state stands for; none: known from an answer without one. */
  readonly seqs: ReadonlyMap<Id, number>;
  /** Changed while still outside of what is loaded; pages may bring a staler copy. */
  readonly stash: ReadonlyMap<Id, Message>;
  /** What was done to the conversation, oldest first; facts that never change. */
  readonly activity: readonly Activity[];
  /** The first page is there. Until then events are collected. */
  readonly loaded: boolean;
  /** The beginning is there. */
  readonly complete: boolean;
  readonly gap: Gap | null;
}

export const emptyThread: Thread = {
  messages: [],
  seqs: new Map(),
  stash: new Map(),
  activity: [],
  loaded: false,
  complete: false,
  gap: null,
};

/** Nothing is missing. */
export function isWhole({ complete, gap }: Pick<Thread, "complete" | "gap">): boolean {
  return complete && gap === null;
}

/** The agents who wrote, to the customer or to colleagues, the last one first; by their names. */
export function authorsOf({ messages }: Pick<Thread, "messages">): string[] {
  const names = messages.flatMap(({ author }) => author?.name ?? []).toReversed();
  return [...new Set(names)];
}

/** Those that nothing is missing between, up to the newest. */
export function endOf({ messages, gap }: Thread): readonly Message[] {
  if (gap === null) return messages;
  return messages.filter((message) => compareKeys(keyOf(message), gap.before) >= 0);
}

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
  // Or each new one would be looked for in all of them.
  const there = new Set(messages.map(({ id }) => id));
  const echoes = new Echoes(messages);
  for (const { message, seq } of changes) {
    const known = seqs.get(message.id);
    if (seq !== null && known !== undefined && known >= seq) continue;
    if (seq !== null) seqs.set(message.id, seq);
    if (isBeyond(thread, message)) stash.set(message.id, message);
    else if (!echoes.isOfAnother(message)) {
      place(messages, message, there);
      const gone = echoes.drop(message);
      if (gone !== undefined) there.delete(gone);
    }
  }
  return { ...thread, seqs, stash, messages };
}

/** Without messages that are another conversation's now. */
export function withoutMessages(thread: Thread, ids: ReadonlySet<Id>): Thread {
  const stash = new Map([...thread.stash].filter(([id]) => !ids.has(id)));
  return { ...thread, stash, messages: thread.messages.filter(({ id }) => !ids.has(id)) };
}

/** With more of what was done; what is known already changes nothing. */
export function withActivity(thread: Thread, lines: readonly Activity[]): Thread {
  const known = new Set(thread.activity.map(({ id }) => id));
  const fresh = lines.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return thread;
  return { ...thread, activity: [...thread.activity, ...fresh].toSorted((a, b) => compareKeys(a, b)) };
}

/** A page of REST rows (newest first) above the end, that was read at feed number `seq`; `complete`: nothing is older. */
export function withPage(
  thread: Thread,
  rows: readonly Message[],
  seq: number | null,
  complete: boolean,
): Thread {
  const read = { ...withRows(thread, rows, seq), loaded: true, complete: complete || thread.complete };
  const oldest = rows.at(-1);
  if (thread.gap === null || oldest === undefined) return read;
  // The newest page may be read once more: the end reaches as far up as it did.
  const { after, before } = thread.gap;
  const gap = { ...thread.gap, before: compareKeys(keyOf(oldest), before) < 0 ? keyOf(oldest) : before };
  return { ...read, gap: complete || compareKeys(after, gap.before) >= 0 ? null : gap };
}

/** The oldest page. What lies between it and the end is a gap, which begins to be filled at `newer`. */
export function withBeginning(
  thread: Thread,
  rows: readonly Message[],
  seq: number | null,
  newer: string | null,
): Thread {
  const oldest = thread.messages[0];
  if (!thread.loaded || thread.complete || oldest === undefined) return thread;
  return closer({ ...withRows(thread, rows, seq), complete: true }, rows, keyOf(oldest), newer);
}

/** The page where the beginning goes on, which stood at `asked`; nothing where that has been answered since. */
export function withNewer(
  thread: Thread,
  asked: string,
  rows: readonly Message[],
  seq: number | null,
  newer: string | null,
): Thread {
  const { gap, loaded } = thread;
  if (!loaded || gap?.newer !== asked) return thread;
  return closer(withRows(thread, rows, seq), rows, gap.before, newer);
}

/** The beginning reaches up to the first of `rows`: a gap is left unless the end is there. */
function closer(thread: Thread, rows: readonly Message[], before: SortKey, newer: string | null): Thread {
  const [newest] = rows;
  if (newer === null || newest === undefined) return { ...thread, gap: null };
  const after = keyOf(newest);
  return { ...thread, gap: compareKeys(after, before) >= 0 ? null : { after, before, newer } };
}

function withRows(thread: Thread, rows: readonly Message[], seq: number | null): Thread {
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
  const sorted = withoutEchoes([...messages.values()]).toSorted((a, b) => compareKeys(keyOf(a), keyOf(b)));
  return { ...thread, messages: sorted, seqs, stash };
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
  return withPage({ ...thread, messages: brought, complete: false, gap: null }, rows, seq, complete);
}

/** Among what is not loaded: it will come with its page. */
function isBeyond(thread: Thread, message: Message): boolean {
  const oldest = thread.messages[0];
  if (!thread.loaded || oldest === undefined) return false;
  if (thread.complete) return thread.gap !== null && isWithin(thread.gap, keyOf(message));
  return compareKeys(keyOf(message), keyOf(oldest)) < 0;
}

function isWithin({ after, before }: Gap, key: SortKey): boolean {
  return compareKeys(after, key) < 0 && compareKeys(key, before) < 0;
}

function place(messages: Message[], message: Message, there: Set<Id>): void {
  const index = there.has(message.id) ? messages.findLastIndex((one) => one.id === message.id) : -1;
  there.add(message.id);
  const current = messages[index];
  if (current !== undefined && current.timestamp === message.timestamp) {
    messages[index] = message;
    return;
  }
  if (current !== undefined) messages.splice(index, 1);
  const before = messages.findLastIndex((one) => compareKeys(keyOf(one), keyOf(message)) < 0);
  messages.splice(before + 1, 0, message);
}
