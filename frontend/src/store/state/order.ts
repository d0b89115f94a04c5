/** Order of threads and lists: by instant, then by id, as the server's keyset pages are ordered. */

import type { Conversation } from "../../protocol";
import type { Sort } from "../../protocol/lists";
import { PRIORITIES } from "../../protocol/words";

export interface SortKey {
  readonly at: string;
  readonly id: number;
}

/**
 * Compares ISO 8601 UTC instants to the microsecond. Plain text comparison would put
 * "…:05.2Z" before "…:05Z", and `Date` forgets microseconds.
 */
export function compareInstants(a: string, b: string): number {
  if (a === b) return 0;
  const seconds = compareText(a.slice(0, 19), b.slice(0, 19));
  return seconds !== 0 ? seconds : compareText(fraction(a), fraction(b));
}

export function compareKeys(a: SortKey, b: SortKey): number {
  return compareInstants(a.at, b.at) || a.id - b.id;
}

function fraction(instant: string): string {
  return (/^\.(\d+)/.exec(instant.slice(19))?.[1] ?? "").padEnd(6, "0");
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** What places a conversation in a list, whatever its order. */
export type Placed = Pick<Conversation, "id" | "last_activity_at" | "waiting_since" | "priority">;

export function placeOf({ id, last_activity_at, waiting_since, priority }: Conversation): Placed {
  return { id, last_activity_at, waiting_since, priority };
}

/** Below zero where `a` stands above `b`. */
export function compareRows(sort: Sort, a: Placed, b: Placed): number {
  switch (sort) {
    case "activity":
      return compareKeys(activityKey(b), activityKey(a));
    case "priority":
      return rank(b) - rank(a) || compareKeys(activityKey(b), activityKey(a));
    case "waiting":
      return compareWaiting(a, b);
  }
}

/** Who waits longest first; of those who do not wait the one that was active last. */
function compareWaiting(a: Placed, b: Placed): number {
  if (a.waiting_since !== null && b.waiting_since !== null)
    return compareKeys({ at: a.waiting_since, id: a.id }, { at: b.waiting_since, id: b.id });
  if (a.waiting_since !== null || b.waiting_since !== null) return a.waiting_since !== null ? -1 : 1;
  return compareInstants(b.last_activity_at, a.last_activity_at) || a.id - b.id;
}

function activityKey({ last_activity_at, id }: Placed): SortKey {
  return { at: last_activity_at, id };
}

function rank({ priority }: Placed): number {
  return PRIORITIES.indexOf(priority);
}
