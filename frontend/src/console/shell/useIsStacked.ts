/** Whether there is one pane at a time (Console.css). */
import { useSyncExternalStore } from "react";

const STACKED = "(max-width: 899px)";

export function useIsStacked(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(STACKED).matches);
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(STACKED);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
