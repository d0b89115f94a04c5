/** What a change list shows after a fresh look at it. Pure; rows are known by their keys. */

export interface Plan {
  /** The rows to show, in this order. */
  readonly order: readonly string[];
  /** New rows that are not shown yet. */
  readonly waiting: number;
}

/**
 * While the operator is busy with the table, every row stays where it is and new ones are only
 * counted; otherwise the table becomes the fresh page. Ticked rows never leave it.
 */
export function plan(
  shown: readonly string[],
  fresh: readonly string[],
  busy: boolean,
  ticked: ReadonlySet<string> = new Set(),
): Plan {
  const known = new Set(shown);
  if (busy) return { order: shown, waiting: fresh.filter((key) => !known.has(key)).length };
  const present = new Set(fresh);
  const kept = shown.filter((key) => ticked.has(key) && !present.has(key));
  return { order: [...fresh, ...kept], waiting: 0 };
}

/** Whether a list that names these kinds wants to look again: "message", "message.created" or "*". */
export function isWanted(kinds: readonly string[], kind: string): boolean {
  return kinds.some((one) => one === "*" || one === kind || kind.startsWith(`${one}.`));
}
