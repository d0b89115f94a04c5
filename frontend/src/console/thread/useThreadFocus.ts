/** The message that the keys stand on: the thread's one Tab stop, the last one until another one had the focus. */
import type { Virtualizer } from "@tanstack/react-virtual";
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
} from "react";
import type { Id } from "../../protocol";
import { isArticle, type ThreadRow } from "../../store/state/threadRows";
import { hasBeginning, type Thread as State } from "../../store/state/thread";
import { useUntabbed } from "../../ui/controls";
import { hasFallenFrom } from "../../ui/fallenFocus";
import { onThreadKey } from "./threadKeys";
import type { ThreadBeginning } from "./useThreadPages";

type Rows = readonly ThreadRow[];
type Scroller = RefObject<HTMLElement | null>;

/** Which row it is; -1 while there is none. */
export function useStop(rows: Rows) {
  // Null: the last one, whichever that is.
  const [key, put] = useState<string | null>(null);
  const [before, setBefore] = useState(rows);
  if (before !== rows) {
    setBefore(rows);
    if (key !== null && !rows.some((row) => row.key === key)) put(nearest(before, rows, key));
  }
  const index = rows.findLastIndex((row) => (key === null ? isArticle(row) : row.key === key));
  return { index, put };
}

/** Where the row itself has gone. */
function nearest(before: Rows, rows: Rows, key: string): string | null {
  const still = new Set(rows.map((row) => row.key));
  const at = before.findIndex((row) => row.key === key);
  const counts = (row: ThreadRow): boolean => isArticle(row) && still.has(row.key);
  return (before.slice(at + 1).find(counts) ?? before.slice(0, at).findLast(counts))?.key ?? null;
}

interface Shown {
  readonly rows: Rows;
  readonly stop: ReturnType<typeof useStop>;
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>;
  readonly scroller: Scroller;
  readonly beginning: ThreadBeginning;
  readonly thread: Pick<State, "ranges" | "loaded">;
  /** The message that was just jumped to. */
  readonly marked: Id | null;
  /** Back to what is written. */
  readonly leave: () => void;
}

export function useThreadFocus(shown: Shown) {
  const { rows, stop, virtualizer, scroller, leave } = shown;
  const focusRow = useRowFocus(stop.index, scroller);
  const goTo = (index: number): boolean => {
    const row = rows[index];
    if (!row) return false;
    stop.put(row.key);
    focusRow();
    if (index === lastOf(rows)) virtualizer.scrollToEnd();
    else virtualizer.scrollToIndex(index, { align: "auto" });
    return true;
  };
  useArrival(shown, goTo);
  useUntabbed(scroller);
  const first = (): boolean => goTo(rows.findIndex(isArticle));
  const seek = useBeginning(shown, first);
  const move = (index: number): boolean => {
    seek(false);
    return goTo(index);
  };
  const moves = {
    step: (by: 1 | -1) => move(beside(rows, stop.index, by)),
    page: (by: 1 | -1) => void move(paged(rows, virtualizer, stop.index, by)),
    first: () => seek(true),
    last: () => void move(lastOf(rows)),
    leave,
  };
  return {
    focusLast: moves.last,
    /** The one that had the focus last, else the last one. */
    focusStop: () => void move(stop.index),
    handlers: {
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => onThreadKey(event, moves),
      onFocus: ({ target }: FocusEvent<HTMLElement>) => {
        const at = target.closest<HTMLElement>("[data-index]")?.dataset["index"];
        const row = at === undefined ? undefined : rows[Number(at)];
        if (row && isArticle(row)) stop.put(row.key);
      },
      onBlur: ({ relatedTarget, currentTarget }: FocusEvent<HTMLElement>) => {
        if (!relatedTarget || currentTarget.contains(relatedTarget)) return;
        seek(false);
        // Who was at the end comes back to the end, which by then is another message.
        if (stop.index === lastOf(rows)) stop.put(null);
      },
    },
  };
}

/** Who jumps to a message goes on from there. */
function useArrival({ rows, marked }: Shown, goTo: (index: number) => boolean): void {
  const latest = useRef({ rows, goTo });
  useLayoutEffect(() => {
    latest.current = { rows, goTo };
  });
  useEffect(() => {
    const now = latest.current;
    if (marked === null) return;
    now.goTo(now.rows.findIndex((row) => row.type === "message" && row.message.id === marked));
  }, [marked]);
}

/** It may not be on the page yet: it gets the focus once it is. Where what had the focus went, its message gets it. */
function useRowFocus(index: number, scroller: Scroller): () => void {
  const isWanted = useRef(false);
  const [, askAgain] = useState(0);
  useLayoutEffect(() => {
    if (!isWanted.current && !hasFallenFrom(scroller.current)) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
    if (!row) return;
    isWanted.current = false;
    row.focus({ preventScroll: true });
  });
  return () => {
    isWanted.current = true;
    askAgain((asked) => asked + 1);
  };
}

/** Loads the beginning, and then goes to the first message; any other key ends it. */
function useBeginning({ beginning, thread }: Shown, goFirst: () => boolean) {
  const { loaded } = thread;
  const isThere = hasBeginning(thread);
  const [isSeeking, seek] = useState(false);
  const latest = useRef(goFirst);
  useLayoutEffect(() => {
    latest.current = goFirst;
  });
  const { ask, forgive, isFailed, isAsking } = beginning;
  useEffect(() => {
    // To an end that is read anew no beginning is taken: it is asked for behind it.
    if (isSeeking && !isThere && loaded && !isAsking && !isFailed) ask();
  }, [isSeeking, isThere, loaded, isAsking, isFailed, ask]);
  useEffect(() => {
    if (!isSeeking || !(isThere || isFailed)) return;
    // oxlint-disable-next-line react/set-state-in-effect -- only now it is known that nothing is above
    seek(false);
    latest.current();
  }, [isSeeking, isThere, isFailed]);
  return (isWanted: boolean): void => {
    if (isWanted) forgive();
    seek(isWanted);
  };
}

function lastOf(rows: Rows): number {
  return rows.findLastIndex(isArticle);
}

/** The next message, or the one before; -1 where there is none. */
function beside(rows: Rows, from: number, by: 1 | -1): number {
  if (by > 0) return rows.findIndex((row, index) => index > from && isArticle(row));
  return rows.findLastIndex((row, index) => index < from && isArticle(row));
}

/** The message about a screen further; the first or the last one where that is further than the thread. */
function paged(
  rows: Rows,
  { measurementsCache: places, scrollRect }: Virtualizer<HTMLDivElement, Element>,
  from: number,
  by: 1 | -1,
): number {
  const height = (scrollRect?.height ?? 0) * 0.9;
  const start = (index: number): number => places[index]?.start ?? 0;
  const isFar = (row: ThreadRow, index: number): boolean =>
    isArticle(row) && (start(index) - start(from)) * by >= height;
  if (by > 0) {
    const far = rows.findIndex((row, index) => index > from && isFar(row, index));
    return far < 0 ? lastOf(rows) : far;
  }
  const far = rows.findLastIndex((row, index) => index < from && isFar(row, index));
  return far < 0 ? rows.findIndex(isArticle) : far;
}
