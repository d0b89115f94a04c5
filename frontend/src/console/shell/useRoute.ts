/** The route in the address bar; the browser's "back" goes from the conversation to the list. */
import { useMemo } from "react";
import { formatRoute, parseRoute, type Route } from "./route";
import { Signal } from "../../store/signal";
import { useSignal } from "../context";

const hash = new Signal(location.hash);
window.addEventListener("popstate", () => hash.set(location.hash));

export function useRoute(): Route {
  const current = useSignal(hash);
  return useMemo(() => parseRoute(current), [current]);
}

export function go(change: Partial<Route>): void {
  const now = parseRoute(location.hash);
  const next = formatRoute({ ...now, ...change });
  // From one conversation to the next is no step of its own: "back" leads to the list.
  const isStep = now.open === null && typeof change.open === "number";
  if (isStep) history.pushState(null, "", next);
  else history.replaceState(null, "", next);
  hash.set(next);
}
