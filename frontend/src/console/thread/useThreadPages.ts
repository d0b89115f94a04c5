/** The pages of a thread: the newest first, older ones as they come near. */
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect } from "react";
import type { Id } from "../../protocol";
import { useClient, useSignal } from "../context";

/** Nearer to the top than this, the older page is fetched. */
const OLDER_PX = 800;

export type ThreadPages = ReturnType<typeof useThreadPages>;

export function useThreadPages(id: Id) {
  const client = useClient();
  const ready = useSignal(client.ready);
  return useInfiniteQuery({
    queryKey: ["thread", id],
    queryFn: async ({ pageParam, signal }) => ({
      next: (await client.loadThread(id, pageParam, signal)).next,
    }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    // Before the feed is followed, an event between two answers could be missed.
    enabled: ready,
    gcTime: 10 * 60_000,
  });
}

export function useOlder(virtualizer: Virtualizer<HTMLDivElement, Element>, pages: ThreadPages): void {
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = pages;
  const isNear = (virtualizer.scrollOffset ?? 0) < OLDER_PX;
  useEffect(() => {
    if (isNear && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [isNear, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
}
