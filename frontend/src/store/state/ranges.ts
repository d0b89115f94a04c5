/** Which parts of a thread are loaded: ranges in its order, that do not touch, each of which is whole. Pure. */
import { compareKeys, type SortKey } from "./order";

export interface LoadedRange {
  /** Its oldest message; null: the beginning of the thread. */
  readonly from: SortKey | null;
  /** Its newest message; null: it is the end, and has whatever comes. */
  readonly to: SortKey | null;
  /** Where older messages are; null where there are none. */
  readonly older: string | null;
  /** Where newer ones are; null where there are none. */
  readonly newer: string | null;
}

/** Oldest first. */
export type LoadedRanges = readonly LoadedRange[];

/** With one more; what it touches becomes one with it. */
export function withRange(ranges: LoadedRanges, added: LoadedRange): LoadedRanges {
  const apart = ranges.filter((one) => !isTouching(one, added));
  const one = ranges.filter((other) => isTouching(other, added)).reduce(joined, added);
  return [...apart, one].toSorted((a, b) => compareFrom(a.from, b.from));
}

/** Whether a message of this place is in one of them, if there is one at all. */
export function isLoaded(ranges: LoadedRanges, key: SortKey): boolean {
  return ranges.some((one) => isIn(one, key));
}

export function isIn({ from, to }: LoadedRange, key: SortKey): boolean {
  return compareFrom(from, key) <= 0 && compareTo(to, key) >= 0;
}

/** Whether something done at that moment lies between messages that are loaded. */
export function isMomentLoaded(ranges: LoadedRanges, at: string): boolean {
  return ranges.some(
    ({ from, to }) =>
      (from === null || compareKeys(from, { at, id: from.id }) <= 0) &&
      (to === null || compareKeys(to, { at, id: to.id }) >= 0),
  );
}

/** The range that goes on there, and where the answer to that begins or ends: nothing lies between. */
export function goesOnAt(
  ranges: LoadedRanges,
  url: string,
): { side: "older" | "newer"; border: SortKey | null } | undefined {
  for (const { from, to, older, newer } of ranges) {
    if (older === url) return { side: "older", border: from };
    if (newer === url) return { side: "newer", border: to };
  }
  return undefined;
}

function isTouching(a: LoadedRange, b: LoadedRange): boolean {
  return reaches(a.to, b.from) && reaches(b.to, a.from);
}

function reaches(to: SortKey | null, from: SortKey | null): boolean {
  return to === null || from === null || compareKeys(to, from) >= 0;
}

function joined(a: LoadedRange, b: LoadedRange): LoadedRange {
  const [lower, upper] = [
    compareFrom(a.from, b.from) <= 0 ? a : b,
    a.to === null || (b.to !== null && compareKeys(a.to, b.to) >= 0) ? a : b,
  ];
  return { from: lower.from, older: lower.older, to: upper.to, newer: upper.newer };
}

/** Null is before everything. */
function compareFrom(a: SortKey | null, b: SortKey | null): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
  return compareKeys(a, b);
}

/** Null is after everything. */
function compareTo(a: SortKey | null, b: SortKey): number {
  return a === null ? 1 : compareKeys(a, b);
}
