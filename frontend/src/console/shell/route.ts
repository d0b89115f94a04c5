/** What the address bar says: view, filter and the open conversation. `#/mine/open/12` */
import type { Id } from "../../protocol";
import { FILTERS, VIEWS, type Filter, type View } from "../../protocol/lists";

export interface Route {
  readonly view: View;
  readonly filter: Filter;
  readonly open: Id | null;
}

export const home: Route = { view: "all", filter: "open", open: null };

export function parseRoute(hash: string): Route {
  const [view, filter, open] = hash.replace(/^#\/?/, "").split("/");
  return {
    view: VIEWS.find((one) => one === view) ?? home.view,
    filter: FILTERS.find((one) => one === filter) ?? home.filter,
    open: open !== undefined && /^\d+$/.test(open) ? Number(open) : null,
  };
}

export function formatRoute({ view, filter, open }: Route): string {
  return `#/${view}/${filter}${open === null ? "" : `/${open}`}`;
}

/** The page of this site that sent the agent here to log in, `?next=/api/docs/`; never another site's. */
export function pageAskedFor(search: string): string | null {
  const next = new URLSearchParams(search).get("next");
  return next !== null && /^\/(?![/\\])/.test(next) ? next : null;
}
