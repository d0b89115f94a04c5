/** The row that the arrow keys stand on: the list's one tab stop. */
import type { Virtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { Id } from "../../protocol";
import { hasFallenFrom } from "../../ui/fallenFocus";
import type { Cursor } from "./useCursor";

export interface ActiveRow {
  readonly active: Id | null;
  /** By so many rows; the focus goes along. */
  readonly move: (by: number) => void;
  /** To this place, or the nearest there is. */
  readonly moveTo: (index: number) => void;
  /** To this conversation's row, which is not opened yet; null: to the list as a whole. */
  readonly put: (id: Id | null) => void;
  /** By one row, from the one that is active; answers which that is. */
  readonly extend: (by: 1 | -1) => Id | null;
  /** To the next or the previous one to open. */
  readonly step: (by: 1 | -1) => Id | null;
  /** Its place; -1 while there is none. */
  readonly index: number;
}

export function useActiveRow(
  { active, index, isFresh, isUnset, put: set }: Cursor,
  ids: readonly Id[],
  scroller: RefObject<HTMLElement | null>,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
): ActiveRow {
  const focusRow = useRowFocus(active, scroller);
  const goTo = (wanted: number, fresh = false): Id | null => {
    const to = Math.max(0, Math.min(ids.length - 1, wanted));
    const id = ids[to];
    focusRow();
    if (id === undefined) return null;
    set({ id, isFresh: fresh });
    virtualizer.scrollToIndex(to, { align: "auto" });
    return id;
  };
  const isFocused = (): boolean => scroller.current?.contains(document.activeElement) === true;
  return {
    active,
    index,
    moveTo: (wanted) => void goTo(wanted),
    move: (by) => void goTo(isUnset ? 0 : by > 0 && isFresh && !isFocused() ? index : index + by),
    extend: (by) => goTo(index + by),
    step: (by) => goTo(isUnset ? 0 : by > 0 && isFresh ? index : index + by),
    put: (id) => void goTo(id === null ? index : ids.indexOf(id), true),
  };
}

/** The row may not be on the page yet: it gets the focus once it is. Where a focused row went, its neighbour gets it. */
function useRowFocus(active: Id | null, scroller: RefObject<HTMLElement | null>): () => void {
  const isWanted = useRef(false);
  const [, askAgain] = useState(0);
  useLayoutEffect(() => {
    if (!isWanted.current && !hasFallenFrom(scroller.current)) return;
    const row =
      active === null ? null : scroller.current?.querySelector<HTMLElement>(`[data-id="${active}"]`);
    const target = row ?? (active === null ? scroller.current : null);
    if (!target) return;
    isWanted.current = false;
    target.focus({ preventScroll: true });
  });
  return () => {
    isWanted.current = true;
    askAgain((asked) => asked + 1);
  };
}
