/** The pages of a thread: the newest first, others as somebody comes near them. */
import { useQuery } from "@tanstack/react-query";
import type { Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Id } from "../../protocol";
import type { LoadedRanges } from "../../store/state/ranges";
import type { ThreadRow } from "../../store/state/threadRows";
import { useClient, useSelect, useSignal } from "../context";

/** Nearer than this to what is missing, its next page is fetched. */
const NEAR_PX = 800;

export type ThreadPages = ReturnType<typeof useThreadPages>;

/** The newest; `withDetails`: with what is known of the contact, which is shown beside. */
export function useThreadPages(id: Id, withDetails: boolean) {
  const client = useClient();
  const ready = useSignal(client.ready);
  const { isPending, isError, failureCount, refetch } = useQuery({
    queryKey: ["thread", id],
    queryFn: async ({ signal }) => (await client.threads.load(id, { withDetails, signal })).next,
    // Before the feed is followed, an event between two answers could be missed.
    enabled: ready,
    gcTime: 10 * 60_000,
  });
  const isLoaded = useSelect(useCallback((state) => state.threads.get(id)?.loaded ?? false, [id]));
  return { isLoaded, isPending, isError, failureCount, refetch };
}

/** The oldest page, which somebody wants to see. */
export function useThreadBeginning(id: Id) {
  const { threads } = useClient();
  const [state, setState] = useState<"idle" | "asking" | "failed">("idle");
  const isAsking = useRef(false);
  const ask = useCallback((): void => {
    if (isAsking.current) return;
    isAsking.current = true;
    setState("asking");
    const done = (next: "idle" | "failed"): void => {
      isAsking.current = false;
      setState(next);
    };
    void threads.loadPart(id, "beginning").then(
      () => done("idle"),
      () => done("failed"),
    );
  }, [threads, id]);
  /** It may be asked for anew. */
  const forgive = useCallback(() => setState((now) => (now === "failed" ? "idle" : now)), []);
  return { ask, forgive, isFailed: state === "failed", isAsking: state === "asking" };
}

export type ThreadBeginning = ReturnType<typeof useThreadBeginning>;

type Places = Virtualizer<HTMLDivElement, Element>;

export interface NextPage {
  /** What is being asked for, or was without success. */
  readonly url: string | null;
  readonly isError: boolean;
  readonly failureCount: number;
  readonly again: () => void;
}

/** Loads what is missing next to what is on the screen, a page at a time. */
export function useNearPages(
  id: Id,
  virtualizer: Places,
  rows: readonly ThreadRow[],
  ranges: LoadedRanges,
): NextPage {
  const client = useClient();
  const isLoaded = useSelect(useCallback((state) => state.threads.get(id)?.loaded ?? false, [id]));
  const gaps = useMemo(() => gapsOf(rows), [rows]);
  const near = isLoaded ? nearTo(virtualizer, gaps, ranges) : null;
  // Once begun it is waited for, until the agent is where something else is missing.
  const [wanted, setWanted] = useState<string | null>(null);
  const url = wanted !== null && isOpen(ranges, wanted) ? wanted : null;
  const { isError, failureCount, refetch } = useQuery({
    queryKey: ["thread-part", id, url],
    queryFn: async ({ signal }) => {
      if (url !== null) await client.threads.loadNext(id, url, signal);
      return true;
    },
    enabled: url !== null && isLoaded,
    staleTime: 0,
    gcTime: 0,
  });
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- where the agent is follows from what was drawn
    if (near !== null) setWanted(near);
  }, [near]);
  return { url, isError, failureCount, again: useCallback(() => void refetch(), [refetch]) };
}

function isOpen(ranges: LoadedRanges, url: string): boolean {
  return ranges.some(({ older, newer }) => older === url || newer === url);
}

interface Gap {
  readonly index: number;
  readonly newer: string | null;
  readonly older: string | null;
}

function gapsOf(rows: readonly ThreadRow[]): Gap[] {
  return rows.flatMap((row, index) =>
    row.type === "gap" ? [{ index, newer: row.above.newer, older: row.below.older }] : [],
  );
}

/** What is to be loaded: above or below the part of the thread in which the top of the screen is. */
function nearTo(places: Places, gaps: readonly Gap[], ranges: LoadedRanges): string | null {
  const top = places.scrollOffset ?? 0;
  const bottom = top + (places.scrollRect?.height ?? 0);
  const placeOf = ({ index }: Gap) => places.measurementsCache[index] ?? NO_PLACE;
  const below = gaps.find((gap) => placeOf(gap).start > top);
  if (below && placeOf(below).start - bottom < NEAR_PX) return below.newer;
  const above = gaps.findLast((gap) => placeOf(gap).start <= top) ?? beginningOf(ranges);
  return top - placeOf(above).end < NEAR_PX ? above.older : null;
}

/** What may be missing above everything. */
function beginningOf(ranges: LoadedRanges): Gap {
  return { index: -1, newer: null, older: ranges[0]?.older ?? null };
}

const NO_PLACE = { start: 0, end: 0 };
