/** The pages of a thread: the newest first, others as somebody comes near them. */
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Id } from "../../protocol";
import { isWhole } from "../../store/state/thread";
import type { ThreadRow } from "../../store/state/threadRows";
import { useClient, useSelect, useSignal } from "../context";

/** Nearer than this to what is missing, its next page is fetched. */
const NEAR_PX = 800;

export type ThreadPages = ReturnType<typeof useThreadPages>;

/** From the end; `withDetails`: with what is known of the contact, which is shown beside. */
export function useThreadPages(id: Id, withDetails: boolean) {
  const client = useClient();
  const ready = useSignal(client.ready);
  const asked = useInfiniteQuery({
    queryKey: ["thread", id],
    queryFn: async ({ pageParam, signal }) => ({
      next: (await client.threads.load(id, pageParam, { withDetails, signal })).next,
    }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    // Before the feed is followed, an event between two answers could be missed.
    enabled: ready,
    gcTime: 10 * 60_000,
  });
  // The last page may have come from the other side.
  const whole = useSelect(useCallback((state) => isWhole(state.threads.get(id) ?? NOTHING), [id]));
  const isLoaded = useSelect(useCallback((state) => state.threads.get(id)?.loaded ?? false, [id]));
  const { isPending, isError, isFetchingNextPage, failureCount, fetchNextPage, refetch } = asked;
  const hasNextPage = asked.hasNextPage && !whole;
  return {
    isLoaded,
    isPending,
    isError,
    isFetchingNextPage,
    failureCount,
    hasNextPage,
    fetchNextPage,
    refetch,
  };
}

const NOTHING = { complete: false, gap: null };

/** From the beginning. */
export function useThreadBeginning(id: Id) {
  const { threads } = useClient();
  const [state, setState] = useState<"idle" | "asking" | "failed">("idle");
  const isAsking = useRef(false);
  const ask = useCallback(
    (part: "beginning" | "newer"): void => {
      if (isAsking.current) return;
      isAsking.current = true;
      setState("asking");
      const done = (next: "idle" | "failed"): void => {
        isAsking.current = false;
        setState(next);
      };
      const asked = part === "beginning" ? threads.loadBeginning(id) : threads.loadNewer(id);
      void asked.then(
        () => done("idle"),
        () => done("failed"),
      );
    },
    [threads, id],
  );
  /** It may be asked for anew. */
  const forgive = useCallback(() => setState((now) => (now === "failed" ? "idle" : now)), []);
  return { ask, forgive, isFailed: state === "failed", isAsking: state === "asking" };
}

export type ThreadBeginning = ReturnType<typeof useThreadBeginning>;

type Places = Virtualizer<HTMLDivElement, Element>;

/** Loads what is missing next to what is on the screen. */
export function useNearPages(
  virtualizer: Places,
  rows: readonly ThreadRow[],
  pages: ThreadPages,
  { ask, isFailed, isAsking }: ThreadBeginning,
): void {
  const { isLoaded, hasNextPage, isFetchingNextPage, isError, fetchNextPage } = pages;
  const gap = useMemo(() => rows.findIndex(({ type }) => type === "gap"), [rows]);
  const near = nearTo(virtualizer, gap);
  useEffect(() => {
    if (near === "older" && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [near, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  useEffect(() => {
    // To an end that is read anew nothing is added, so that it would be asked for again and again.
    if (near === "newer" && isLoaded && !isFailed && !isAsking) ask("newer");
  }, [near, isLoaded, ask, isFailed, isAsking]);
}

/** What is to be loaded: above the end, or below the beginning, of which the row at the top of the screen is one. */
function nearTo(
  { scrollOffset, scrollRect, measurementsCache }: Places,
  gap: number,
): "older" | "newer" | null {
  const top = scrollOffset ?? 0;
  const { start, end } = (gap < 0 ? undefined : measurementsCache[gap]) ?? NO_PLACE;
  if (top >= start) return top - end < NEAR_PX ? "older" : null;
  const bottom = top + (scrollRect?.height ?? 0);
  return start - bottom < NEAR_PX ? "newer" : null;
}

/** Above everything. */
const NO_PLACE = { start: 0, end: 0 };
