/** After a reset of a feed: the list on the screen is read anew, and the feed goes on from there. */
import type { QueryClient } from "@tanstack/react-query";
import type { Conversation, Cursor, Id, Page } from "../protocol";
import * as rest from "../protocol/rest/endpoints";
import { backoff } from "../protocol/socket/backoff";
import type { ListQuery } from "../protocol/lists";
import { listKey } from "./state/selectors";
import type { Store } from "./state/store";

export interface FeedResetsOptions {
  readonly store: Store;
  readonly queries: QueryClient;
  /** The list that is on the screen. */
  readonly shown: () => ListQuery;
  readonly resume: (inbox: Id, cursor: Cursor | undefined) => void;
}

export class FeedResets {
  private readonly inboxes = new Set<Id>();
  private isReading = false;

  constructor(private readonly options: FeedResetsOptions) {}

  /** Several inboxes that reset together share one snapshot. */
  add(inbox: Id): void {
    this.inboxes.add(inbox);
    if (this.isReading) return;
    this.isReading = true;
    queueMicrotask(() => void this.read(0));
  }

  /** Read the list until the server answers. */
  private async read(attempt: number): Promise<void> {
    const query = { ...this.options.shown(), q: "" };
    try {
      await this.options.queries.cancelQueries();
      const page = await rest.getConversations(rest.listUrl(query));
      this.restart(query, page);
    } catch {
      setTimeout(() => void this.read(attempt + 1), backoff(attempt));
    }
  }

  private restart(query: ListQuery, page: Page<Conversation>): void {
    const { store, queries, resume } = this.options;
    const inboxes = [...this.inboxes];
    this.inboxes.clear();
    this.isReading = false;
    const list = listKey(query);
    store.dispatch({ type: "snapshot", inboxes, list, page });
    queries.removeQueries({ type: "inactive" });
    queries.setQueryData(["list", list], { pages: [{ next: page.next }], pageParams: [null] });
    void queries.resetQueries({ type: "active", predicate: ({ queryKey }) => queryKey[1] !== list });
    for (const inbox of inboxes) resume(inbox, page.feed[inbox]);
  }
}
