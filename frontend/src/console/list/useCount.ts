/** How many conversations a view has, as it is shown; null while that is not known. */
import { useCallback } from "react";
import type { State } from "../../store/state/state";
import { useSelect } from "../context";

export function shownCount({ counts }: Pick<State, "counts">, name: string): string | null {
  const count = counts.of.get(name);
  if (count === undefined) return null;
  return count >= counts.most ? `${counts.most - 1}+` : String(count);
}

export function useCount(name: string): string | null {
  return useSelect(useCallback((state: State) => shownCount(state, name), [name]));
}
