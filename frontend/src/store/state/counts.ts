/**
 * How many conversations each view has. The server counts once, at a position of each feed; from then on each event says
 * what it makes of the counts, as it carries what the conversation was before. Pure.
 */
import type { Conversation, Id, Me, SavedView } from "../../protocol";
import { savedQuery, viewQuery, VIEWS, type Filters } from "../../protocol/lists";
import { matches } from "./matching";

export interface Counts {
  /** By name: `view:mine`, `unread:mine`, `inbox:3`, `team:4`, `saved:7`; empty until the server has answered. */
  readonly of: ReadonlyMap<string, number>;
  /** A count that stands at this is of so many or more. */
  readonly most: number;
  /** The feed number of each inbox that they stand for. */
  readonly at: ReadonlyMap<Id, number>;
  /** What changed since the server was asked: its answer may be older. Null while nothing is asked. */
  readonly since: readonly Changed[] | null;
  /** Something has happened of which no event says what it makes of them: the server is to be asked. */
  readonly stale: boolean;
}

/** One change of a conversation; `before` is null for a new one. */
export interface Changed {
  readonly inbox: Id;
  readonly seq: number;
  readonly before: Conversation | null;
  readonly after: Conversation;
}

export interface CountsAnswer {
  readonly counts: Readonly<Record<string, number>>;
  readonly most: number;
  readonly feed: Readonly<Record<string, { readonly seq: number }>>;
}

export const noCounts: Counts = { of: new Map(), most: Infinity, at: new Map(), since: null, stale: false };

/** More than so many changes while an answer is on its way: it is asked for once more. */
const MOST_KEPT = 5000;

export function countsAsked(counts: Counts): Counts {
  return { ...counts, since: [], stale: false };
}

export function countsAnswered(counts: Counts, answer: CountsAnswer, who: Who): Counts {
  const of = new Map(Object.entries(answer.counts));
  const at = new Map(Object.entries(answer.feed).map(([inbox, { seq }]) => [Number(inbox), seq]));
  const fresh: Counts = { ...counts, of, at, most: answer.most, since: null };
  return withChanges(fresh, counts.since ?? [], who);
}

/** After a reset of a feed its numbers mean nothing any more. */
export function countsUnknown(counts: Counts): Counts {
  return { ...counts, at: new Map(), since: counts.since && [], stale: true };
}

export interface Who {
  readonly me: Pick<Me, "id"> | null;
  readonly saved: readonly SavedView[];
}

export function withChanges(counts: Counts, changes: readonly Changed[], who: Who): Counts {
  if (changes.length === 0) return counts;
  const since = counts.since && [...counts.since, ...changes];
  const isTooMany = since !== null && since.length > MOST_KEPT;
  const kept = { ...counts, since: isTooMany ? [] : since, stale: counts.stale || isTooMany };
  if (counts.of.size === 0 || who.me === null) return kept;
  return reckoned(kept, changes, who.me, whatIsCounted(counts.of.keys(), who.saved));
}

function reckoned(
  counts: Counts,
  changes: readonly Changed[],
  me: Pick<Me, "id">,
  counted: readonly (readonly [string, Filters])[],
): Counts {
  const of = new Map(counts.of);
  let { stale } = counts;
  for (const change of changes) {
    // Of an inbox without a number nothing was counted; what is not newer is counted already.
    if (change.seq <= (counts.at.get(change.inbox) ?? Infinity)) continue;
    for (const [name, filters] of counted) {
      const step = stepOf(change, name, filters, me);
      if (step === 0) continue;
      const now = of.get(name) ?? 0;
      // How many there are beyond the most that is counted only the server knows.
      if (now >= counts.most) stale = true;
      else of.set(name, now + step);
    }
    if (hidesSomething(change, counted)) stale = true;
  }
  return { ...counts, of, stale };
}

function stepOf({ before, after }: Changed, name: string, filters: Filters, me: Pick<Me, "id">): number {
  const fits = (one: Conversation | null): number =>
    one !== null && isCounted(one, name, filters, me) ? 1 : 0;
  return fits(after) - fits(before);
}

function isCounted(one: Conversation, name: string, filters: Filters, me: Pick<Me, "id">): boolean {
  if (name !== "view:mentions") return matches(one, filters, me);
  return one.mentioned.some(({ agent, unread }) => agent === me.id && unread > 0);
}

/** Events do not say what the last message was. */
function hidesSomething({ before }: Changed, counted: readonly (readonly [string, Filters])[]): boolean {
  return before !== null && counted.some(([, { undelivered }]) => undelivered);
}

/** What each name stands for; a saved view that is not known (yet) is left out. */
function whatIsCounted(names: Iterable<string>, saved: readonly SavedView[]): (readonly [string, Filters])[] {
  const found: (readonly [string, Filters])[] = [];
  for (const name of names) {
    const filters = filtersOf(name, saved);
    if (filters !== null) found.push([name, filters]);
  }
  return found;
}

function filtersOf(name: string, saved: readonly SavedView[]): Filters | null {
  const [kind, which = ""] = name.split(":");
  const all = viewQuery("all");
  switch (kind) {
    case "view":
    case "unread": {
      const view = VIEWS.find((one) => one === which);
      return view === undefined ? null : { ...viewQuery(view), unread: kind === "unread" };
    }
    case "inbox":
      return { ...all, inbox: Number(which) };
    case "team":
      return { ...all, team: Number(which) };
    default: {
      const one = saved.find(({ id }) => String(id) === which);
      return one === undefined ? null : savedQuery(one.filters);
    }
  }
}

/** What the conversation was, by the earlier values that its event names. */
export function changeOf(inbox: Id, seq: number, after: Conversation, was: unknown): Changed {
  const earlier = typeof was === "object" && was !== null ? (was as Partial<Conversation>) : null;
  return { inbox, seq, after, before: earlier && { ...after, ...earlier } };
}
