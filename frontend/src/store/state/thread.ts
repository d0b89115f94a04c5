/** What is loaded of one conversation's thread, oldest first: its end, and other parts where somebody went there. */
import type { Activity, Id, Message } from "../../protocol";
import { Echoes, withoutEchoes } from "./echoes";
import { compareKeys, type SortKey } from "./order";
import { goesOnAt, isIn, isLoaded, withRange, type LoadedRange, type LoadedRanges } from "./ranges";

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
  /** Which parts of the thread `messages` are; the last one is the end, the others lead on by themselves. */
  readonly ranges: LoadedRanges;
}

export const emptyThread: Thread = {
  messages: [],
  seqs: new Map(),
  stash: new Map(),
  activity: [],
  loaded: false,
  ranges: [],
};

/** Nothing is missing. */
export function isWhole({ loaded, ranges }: Pick<Thread, "loaded" | "ranges">): boolean {
  return loaded && ranges.length === 1 && ranges[0]?.from === null;
}

/** The real beginning is there. */
export function hasBeginning({ ranges }: Pick<Thread, "ranges">): boolean {
  return ranges[0]?.from === null;
}

/** The agents who wrote, to the customer or to colleagues, the last one first; by their names. */
export function authorsOf({ messages }: Pick<Thread, "messages">): string[] {
  const names = messages.flatMap(({ author }) => author?.name ?? []).toReversed();
  return [...new Set(names)];
}

/** Those that nothing is missing between, up to the newest. */
export function endOf({ messages, ranges }: Thread): readonly Message[] {
  const end = ranges.at(-1);
  if (end === undefined || ranges.length === 1) return messages;
  return messages.filter((message) => isIn(end, keyOf(message)));
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
    if (isBeyond(thread, message)) {
      stash.set(message.id, message);
      takeAway(messages, message.id, there);
    } else if (!echoes.isOfAnother(message)) {
      place(messages, message, there);
      const gone = echoes.drop(message);
      if (gone !== undefined) there.delete(gone);
    }
  }
  return { ...thread, seqs, stash, messages };
}

/**
 * Without messages that are another conversation's now, by the feed number since when: a page that was read before brings
 * them back no more.
 */
export function withoutMessages(thread: Thread, moved: ReadonlyMap<Id, number>): Thread {
  const gone = new Map([...moved].filter(([id, seq]) => (thread.seqs.get(id) ?? -1) < seq));
  return {
    ...thread,
    seqs: new Map([...thread.seqs, ...gone]),
    stash: new Map([...thread.stash].filter(([id]) => !gone.has(id))),
    messages: thread.messages.filter(({ id }) => !gone.has(id)),
  };
}

/** With more of what was done; what is known already changes nothing. */
export function withActivity(thread: Thread, lines: readonly Activity[]): Thread {
  const known = new Set(thread.activity.map(({ id }) => id));
  const fresh = lines.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return thread;
  return { ...thread, activity: [...thread.activity, ...fresh].toSorted((a, b) => compareKeys(a, b)) };
}

/** A page of REST rows (newest first), and where the thread goes on on either side. */
export interface PageRows {
  readonly results: readonly Message[];
  readonly next: string | null;
  readonly previous: string | null;
}

/** The newest page, that was read at feed number `seq`. */
export function withNewest(thread: Thread, { results, next }: PageRows, seq: number | null): Thread {
  return withRows({ ...thread, loaded: true }, results, seq, rangeOf({ results, next, previous: null }));
}

/** A page from anywhere: its neighbours come when somebody comes there. */
export function withPart(thread: Thread, page: PageRows, seq: number | null): Thread {
  // To an end that is read anew nothing is added.
  return thread.loaded ? withRows(thread, page.results, seq, rangeOf(page)) : thread;
}

/** The page that stood at `asked`, where one of the ranges goes on; nothing where that has come from elsewhere since. */
export function withNext(thread: Thread, asked: string, page: PageRows, seq: number | null): Thread {
  const place = thread.loaded ? goesOnAt(thread.ranges, asked) : undefined;
  if (place === undefined) return thread;
  const range = rangeOf(page);
  return withRows(
    thread,
    page.results,
    seq,
    place.side === "older" ? { ...range, to: place.border } : { ...range, from: place.border },
  );
}

function rangeOf({ results, next, previous }: PageRows): LoadedRange {
  const [newest] = results;
  const oldest = results.at(-1);
  return {
    from: next === null || oldest === undefined ? null : keyOf(oldest),
    to: previous === null || newest === undefined ? null : keyOf(newest),
    older: next,
    newer: previous,
  };
}

/** What is known of messages, while a page comes in. */
interface Known {
  readonly messages: Map<Id, Message>;
  readonly seqs: Map<Id, number>;
  readonly stash: Map<Id, Message>;
}

/** With rows that are all that there is in `range`. */
function withRows(thread: Thread, rows: readonly Message[], seq: number | null, range: LoadedRange): Thread {
  const messages = new Map(thread.messages.map((message) => [message.id, message]));
  const known: Known = { messages, seqs: new Map(thread.seqs), stash: new Map(thread.stash) };
  const ranges = withRange(thread.ranges, range);
  for (const row of rows) takeRow(known, row, seq);
  for (const message of known.stash.values()) {
    if (!isLoaded(ranges, keyOf(message))) continue;
    known.stash.delete(message.id);
    // Where the page was read later, and has it not, it is there no more.
    const isThere = isKnownBetter(known, message.id, seq) || !isIn(range, keyOf(message));
    if (isThere) messages.set(message.id, message);
  }
  for (const message of messages.values()) {
    if (isLoaded(ranges, keyOf(message))) continue;
    messages.delete(message.id);
    known.stash.set(message.id, message);
  }
  const sorted = withoutEchoes([...messages.values()]).toSorted((a, b) => compareKeys(keyOf(a), keyOf(b)));
  return { ...thread, messages: sorted, seqs: known.seqs, stash: known.stash, ranges };
}

function takeRow(known: Known, row: Message, seq: number | null): void {
  const { messages, seqs, stash } = known;
  const isNewer = !isKnownBetter(known, row.id, seq);
  const here = messages.get(row.id) ?? stash.get(row.id);
  // Known better, and not here: it has left.
  if (!isNewer && here === undefined) return;
  messages.set(row.id, isNewer || here === undefined ? row : here);
  if (isNewer && seq !== null) seqs.set(row.id, seq);
  stash.delete(row.id);
}

/** Than by a page that was read at `seq`. */
function isKnownBetter({ seqs }: Known, id: Id, seq: number | null): boolean {
  const at = seqs.get(id);
  return at !== undefined && (seq === null || seq < at);
}

/** After a reset: shown until the fresh page comes, but nothing of it is trusted. */
export function stale(thread: Thread): Thread {
  return { ...thread, seqs: new Map(), stash: new Map(), loaded: false };
}

/** The first fresh page replaces what was stale; what events brought meanwhile stays. */
export function refreshed(thread: Thread, page: PageRows, seq: number | null): Thread {
  const brought = thread.messages.filter((message) => thread.seqs.has(message.id));
  return withNewest({ ...thread, messages: brought, ranges: [] }, page, seq);
}

/** Among what is not loaded: it will come with its page. */
function isBeyond({ loaded, ranges }: Thread, message: Message): boolean {
  return loaded && !isLoaded(ranges, keyOf(message));
}

function takeAway(messages: Message[], id: Id, there: Set<Id>): void {
  if (!there.delete(id)) return;
  messages.splice(
    messages.findLastIndex((one) => one.id === id),
    1,
  );
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
