/** How many conversations a list shows, as far as that is counted. */
import { filterCount, type ListQuery } from "../../protocol/lists";
import type { State } from "../../store/state/state";

/** Null where only the server knows: of filters and searches, and of more than is counted. */
export function totalOf({ counts }: Pick<State, "counts">, query: ListQuery): number | null {
  // Of mentions only those that are new are counted.
  if (query.view === "mentions" || query.q !== "" || filterCount(query) > 0) return null;
  const count = counts.of.get(`view:${query.view}`);
  return count === undefined || count >= counts.most ? null : count;
}
