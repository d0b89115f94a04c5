/** Held at the bottom while the agent is there; what came meanwhile is counted while they are not. */
import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState, type RefObject, type UIEvent } from "react";
import type { ThreadRow } from "../../store/state/threadRows";

/** Nearer to the end than this is "at the end". */
export const END_PX = 80;

export function useThreadEnd(
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  rows: readonly ThreadRow[],
  scroller: RefObject<HTMLElement | null>,
  settled: boolean,
) {
  const [atEnd, setAtEnd] = useState(true);
  const [seenKey, setSeenKey] = useState<string | undefined>(undefined);
  const lastKey = rows.at(-1)?.key;
  const isEmpty = rows.length === 0;
  const isPlaced = useRef(false);
  // It opens where the unread ones begin; their end may be further than the screen.
  const unreadAt = rows.findIndex(({ type }) => type === "unread");
  useLayoutEffect(() => {
    if (!isEmpty) virtualizer.scrollToEnd();
  }, [virtualizer, isEmpty]);
  useLayoutEffect(() => {
    if (unreadAt >= 0 && !isPlaced.current) virtualizer.scrollToIndex(unreadAt, { align: "start" });
  }, [virtualizer, unreadAt]);
  useEffect(() => {
    isPlaced.current = settled;
  }, [settled]);
  if (atEnd && seenKey !== lastKey) setSeenKey(lastKey);
  useStayAtEnd(scroller, atEnd);
  // What the agent has just sent is always brought into view.
  const lastPending = rows.at(-1)?.type === "pending" ? lastKey : undefined;
  useEffect(() => {
    if (lastPending !== undefined) virtualizer.scrollToEnd();
  }, [virtualizer, lastPending]);
  const seenAt = atEnd ? -1 : rows.findLastIndex((row) => row.key === seenKey);
  return {
    atEnd,
    fresh: seenAt < 0 ? 0 : rows.slice(seenAt + 1).filter(({ type }) => type !== "activity").length,
    toEnd: () => virtualizer.scrollToEnd(),
    onScroll: ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: UIEvent) =>
      setAtEnd(scrollHeight - scrollTop - clientHeight <= END_PX),
  };
}

/** The composer grows, the keyboard of a phone comes up: the end stays the end. */
function useStayAtEnd(scroller: RefObject<HTMLElement | null>, atEnd: boolean): void {
  const latest = useRef(atEnd);
  useLayoutEffect(() => {
    latest.current = atEnd;
  });
  useEffect(() => {
    const { current } = scroller;
    if (!current) return;
    const observer = new ResizeObserver(() => {
      if (latest.current) current.scrollTop = current.scrollHeight;
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [scroller]);
}
