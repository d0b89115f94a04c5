/** Which labels a conversation has after a picker. Pure. */

/**
 * What this agent added and took away, on what it has by now: a colleague may have changed it meanwhile. Null where
 * that changes nothing.
 */
export function withChanges(
  now: readonly number[],
  before: readonly number[],
  chosen: readonly number[],
): number[] | null {
  const added = chosen.filter((id) => !before.includes(id) && !now.includes(id));
  const removed = before.filter((id) => !chosen.includes(id) && now.includes(id));
  if (added.length === 0 && removed.length === 0) return null;
  return [...now.filter((id) => !removed.includes(id)), ...added];
}

/** #rrggbb of a hue (degrees), as dark as a dot on white and on black may be. */
export function labelColor(hue: number): string {
  const channel = (offset: number): string => {
    const at = (offset + hue / 30) % 12;
    const value = 0.45 - 0.25 * Math.max(-1, Math.min(at - 3, 9 - at, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
