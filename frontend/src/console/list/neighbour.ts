/** Which conversation follows when one is done or gone. Pure. */
import type { Id } from "../../protocol";

/** The nearest one that `counts`: below `from`, else above it; the first of all where `from` is not in the list. */
export function neighbour(ids: readonly Id[], from: Id, counts: (id: Id) => boolean): Id | null {
  const at = ids.indexOf(from);
  const below = ids.slice(at + 1).find(counts);
  return below ?? ids.slice(0, Math.max(0, at)).findLast(counts) ?? null;
}
