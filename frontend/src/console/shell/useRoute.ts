/** The route in the address bar; the browser's "back" goes from the conversation to the list, and from view to view. */
import { useMemo } from "react";
import type { Id } from "../../protocol";
import { VIEWS, viewQuery, type ListQuery } from "../../protocol/lists";
import { formatRoute, isOtherPage, NOTHING_ELSE, parseRoute, type Route } from "./route";
import { Signal } from "../../store/signal";
import { useSignal } from "../context";

const LAST_VIEW = "console.view";
const hash = new Signal(location.hash);
window.addEventListener("popstate", () => hash.set(location.hash));

/** The view that was used last, else one's own conversations. */
function home(): ListQuery["view"] {
  const last = localStorage.getItem(LAST_VIEW);
  return VIEWS.find((one) => one === last) ?? "mine";
}

interface Shown {
  /** The same object for as long as the list is the same, whatever is open beside it. */
  readonly query: ListQuery;
  readonly open: Id | null;
  readonly saved: Id | null;
  readonly find: string | null;
  readonly hit: Id | null;
}

export function useRoute(): Shown {
  const { open, saved, find, hit, ...asked } = parseRoute(useSignal(hash), home());
  const list = formatRoute({ ...asked, ...NOTHING_ELSE });
  const query = useMemo<ListQuery>(() => listOf(parseRoute(list)), [list]);
  return { query, open, saved, find, hit };
}

/** The address as it stands, for pages that read it otherwise. */
export function useAddress(): string {
  return useSignal(hash);
}

/** Goes to an address of this page; `isStep`: "back" leads here again. */
export function goTo(address: string, isStep: boolean): void {
  if (isStep) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  hash.set(address);
}

/** At this moment. */
export function isOpen(id: Id): boolean {
  return parseRoute(location.hash).open === id;
}

function listOf({ open: _open, saved: _saved, find: _find, hit: _hit, ...query }: Route): ListQuery {
  return query;
}

/** Changes a part of it; a view that is named comes with its own statuses and order, and without other filters. */
export function go(change: Partial<Route>): void {
  const now = parseRoute(location.hash, home());
  const other = change.view === undefined ? {} : { ...viewQuery(change.view), q: now.q, saved: null };
  const next = { ...now, ...other, ...leftSearch(now, change), ...change };
  if (change.view !== undefined) localStorage.setItem(LAST_VIEW, change.view);
  const address = formatRoute(next);
  goTo(address, isOtherPage(location.hash) || isStep(now, next));
}

/** Who goes to another conversation by themselves has left what was found. */
function leftSearch(now: Route, { open, hit }: Partial<Route>): Partial<Route> {
  const isElsewhere = open !== undefined && open !== now.open && hit === undefined;
  return isElsewhere && now.hit !== null ? { find: null, hit: null } : {};
}

/**
 * From one conversation to the next, and from letter to letter of a search, is no step of its own: "back" leads to the
 * list, to the list before, and to what a search has found.
 */
function isStep(now: Route, next: Route): boolean {
  if (now.find !== null && now.hit === null && next.hit !== null) return true;
  return now.open === null && (next.open !== null || isOtherList(now, next));
}

function isOtherList(now: Route, next: Route): boolean {
  const bare = { q: "", open: null, find: null, hit: null };
  return formatRoute({ ...now, ...bare }) !== formatRoute({ ...next, ...bare });
}
