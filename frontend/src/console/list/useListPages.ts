/** The pages of a list, and the rows that they and the feed have brought. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Id } from "../../protocol";
import type { ListQuery } from "../../protocol/lists";
import { Listing } from "../../store/state/listing";
import { listKey } from "../../store/state/selectors";
import { useClient, useSelect } from "../context";

/** Nearer to the last row than this, the next page is fetched. */
const ROWS_AHEAD = 15;

export type ListPages = ReturnType<typeof useListPages>;

export function useListPages(query: ListQuery) {
  const client = useClient();
  useEffect(() => client.show(query), [client, query]);
  return useListQuery(query);
}

/** Of a list that stands elsewhere than in its pane. */
export function useListQuery(query: ListQuery, isWanted = true) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: ["list", listKey(query)],
    queryFn: async ({ pageParam, signal }) => ({
      next: (await client.loadList(query, pageParam, signal)).next,
    }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    enabled: isWanted,
    // Only the server can say what a search finds: ask again each time.
    ...(query.q !== "" && { gcTime: 0 }),
  });
}

export function useListed(query: ListQuery): readonly Id[] {
  const { me } = useClient();
  const conversations = useSelect((state) => state.conversations);
  const list = useSelect((state) => state.lists.get(listKey(query)));
  // A cache: the answer is the same without it, only slower.
  const [listing] = useState(() => new Listing());
  return useMemo(
    () => listing.rows({ conversations, list, query, me }),
    [listing, conversations, list, query, me],
  );
}

export function useNextPage(pages: ListPages, lastShown: number, count: number): void {
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = pages;
  const isNear = lastShown >= count - ROWS_AHEAD;
  useEffect(() => {
    if (isNear && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [isNear, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
}
