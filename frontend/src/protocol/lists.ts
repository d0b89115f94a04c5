/** Which conversations a list asks for, in what order. */
import type { ConversationStatus, Priority } from "./words";

export const VIEWS = ["mine", "unassigned", "waiting", "mentions", "snoozed", "pending", "all"] as const;
export const SORTS = ["activity", "waiting", "priority"] as const;
/** What is only there or not. */
export const MARKS = ["unread", "unanswered", "undelivered", "scheduled"] as const;
export type View = (typeof VIEWS)[number];
export type Sort = (typeof SORTS)[number];

/** What a view leaves of the conversations; what is empty, false or null filters nothing. */
export interface Filters {
  readonly view: View;
  readonly status: readonly ConversationStatus[];
  readonly inbox: number | null;
  readonly team: number | "none" | null;
  readonly assignee: number | "me" | "none" | null;
  readonly label: string;
  readonly priority: readonly Priority[];
  readonly unread: boolean;
  readonly unanswered: boolean;
  readonly undelivered: boolean;
  /** Something goes out later. */
  readonly scheduled: boolean;
}

export interface ListQuery extends Filters {
  readonly q: string;
  readonly sort: Sort;
}

/** The views that are of one status by themselves, and the one that looks back. */
const OF_ANY_STATUS: ReadonlySet<View> = new Set(["snoozed", "pending", "mentions"]);

/** A view as it is chosen: of what is open, who waits longest first where that is what it is about. */
export function viewQuery(view: View): ListQuery {
  return {
    view,
    status: OF_ANY_STATUS.has(view) ? [] : ["open"],
    inbox: null,
    team: null,
    assignee: null,
    label: "",
    priority: [],
    unread: false,
    unanswered: false,
    undelivered: false,
    scheduled: false,
    q: "",
    sort: view === "waiting" ? "waiting" : "activity",
  };
}

/** A saved view's filters are those of a query, without what filters nothing. */
export function savedQuery(filters: Readonly<Record<string, unknown>>): ListQuery {
  const view = VIEWS.find((one) => one === filters["view"]) ?? "all";
  return { ...viewQuery(view), status: [], sort: "activity", ...filters, view };
}

/** What a list asks for, as a saved view keeps it. */
export function savedFilters(query: ListQuery): Record<string, unknown> {
  const kept = Object.entries(query).filter(
    ([, value]) =>
      value !== null && value !== "" && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept);
}

/** The query of a list, as REST takes it; the same words stand in the address bar. */
export function listParams(query: ListQuery): URLSearchParams {
  const asked = new URLSearchParams({ view: query.view });
  for (const word of query.status) asked.append("status", word);
  for (const [name, value] of filterParams(query)) asked.append(name, value);
  return asked;
}

/** All but view and status. */
export function filterParams(query: ListQuery): [string, string][] {
  const { inbox, team, assignee, label, priority, q, sort } = query;
  const named = { inbox, team, assignee, label: label || null, q: q || null };
  const flags = MARKS.filter((name) => query[name]);
  return [
    ...Object.entries(named).flatMap(([name, value]): [string, string][] =>
      value === null ? [] : [[name, String(value)]],
    ),
    ...priority.map((word): [string, string] => ["priority", word]),
    ...flags.map((name): [string, string] => [name, "true"]),
    ...(sort === "activity" ? [] : ([["sort", sort]] satisfies [string, string][])),
  ];
}

/** How many filters there are besides the view's own. */
export function filterCount(query: ListQuery): number {
  const plain = viewQuery(query.view);
  const isSame = query.status.toSorted().join() === plain.status.toSorted().join();
  return (isSame ? 0 : 1) + filterParams({ ...query, q: "", sort: "activity" }).length;
}
