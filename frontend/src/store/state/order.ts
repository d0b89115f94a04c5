/** Order of threads and lists: by instant, then by id, as the server's keyset pages are ordered. */

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
