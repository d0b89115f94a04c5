/**
 * What the address bar says: the view, the statuses, the open conversation, and what else the list asks for.
 * `#/mine/open/12?inbox=3&q=refund`
 */
import type { Id } from "../../protocol";
import { filterParams, SORTS, VIEWS, viewQuery, type ListQuery, type View } from "../../protocol/lists";
import { CONVERSATION_STATUSES, PRIORITIES } from "../../protocol/words";

export interface Route extends ListQuery {
  readonly open: Id | null;
  /** The saved view that was chosen; its filters stand beside it, and may have been changed since. */
  readonly saved: Id | null;
  /** What is searched for everywhere; null: nothing. */
  readonly find: string | null;
  /** The message of it that is shown. */
  readonly hit: Id | null;
}

/** In place of statuses: whatever it is. */
const ANY = "any";

/** Beside the list. */
export const NOTHING_ELSE = { open: null, saved: null, find: null, hit: null } as const;

export function routeOf(view: View): Route {
  return { ...viewQuery(view), ...NOTHING_ELSE };
}

/** The page of contacts has addresses of its own, whose filters are none of the list's. */
export function isOfContacts(hash: string): boolean {
  return /^#\/?contacts(?:[/?]|$)/u.test(hash);
}

/** So has the page of settings. */
export function isOfSettings(hash: string): boolean {
  return /^#\/?settings(?:[/?]|$)/u.test(hash);
}

/** Neither the list nor a conversation. */
export function isOtherPage(hash: string): boolean {
  return isOfContacts(hash) || isOfSettings(hash);
}

/** `home` is the view of an address that names none. */
export function parseRoute(hash: string, home: View = "mine"): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [view, status, open] = path.split("/");
  const plain = routeOf(VIEWS.find((one) => one === view) ?? home);
  if (isOtherPage(hash)) return plain;
  return {
    ...plain,
    ...parseFilters(new URLSearchParams(query), plain),
    status: status === ANY ? [] : some(CONVERSATION_STATUSES, status?.split("+") ?? [], plain.status),
    open: number(open ?? null),
  };
}

function parseFilters(given: URLSearchParams, plain: Route): Partial<Route> {
  const flag = (name: string): boolean => given.get(name) === "true";
  const team = given.get("team");
  const assignee = given.get("assignee");
  return {
    inbox: number(given.get("inbox")),
    team: team === "none" ? team : number(team),
    assignee: assignee === "me" || assignee === "none" ? assignee : number(assignee),
    label: given.get("label") ?? "",
    priority: some(PRIORITIES, given.getAll("priority"), []),
    unread: flag("unread"),
    unanswered: flag("unanswered"),
    undelivered: flag("undelivered"),
    scheduled: flag("scheduled"),
    q: given.get("q") ?? "",
    sort: SORTS.find((one) => one === given.get("sort")) ?? plain.sort,
    saved: number(given.get("saved")),
    find: given.get("find"),
    hit: given.has("find") ? number(given.get("hit")) : null,
  };
}

export function formatRoute(route: Route): string {
  const { view, status, open, saved, sort, find, hit } = route;
  const asked = new URLSearchParams(filterParams(route));
  // As `parseRoute` would read it anyway.
  if (sort === viewQuery(view).sort) asked.delete("sort");
  else asked.set("sort", sort);
  if (saved !== null) asked.set("saved", String(saved));
  if (find !== null) asked.set("find", find);
  if (find !== null && hit !== null) asked.set("hit", String(hit));
  const query = asked.size > 0 ? `?${asked}` : "";
  return `#/${view}/${status.join("+") || ANY}${open === null ? "" : `/${open}`}${query}`;
}

function number(text: string | null): Id | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function some<W extends string>(
  known: readonly W[],
  given: readonly string[],
  otherwise: readonly W[],
): readonly W[] {
  const found = known.filter((word) => given.includes(word));
  return found.length > 0 ? found : otherwise;
}

/** The page of this site that sent the agent here to log in, `?next=/api/docs/`; never another site's. */
export function pageAskedFor(search: string): string | null {
  const next = new URLSearchParams(search).get("next");
  return next !== null && /^\/(?![/\\])/.test(next) ? next : null;
}
