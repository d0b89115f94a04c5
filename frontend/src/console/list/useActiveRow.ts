/** The row that the arrow keys stand on: the list's one tab stop. */
import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type RefObject } from "react";
import type { Id } from "../../protocol";

export interface ActiveRow {
  readonly active: Id | null;
  /** By so many rows; the focus goes along. */
  readonly move: (by: number) => void;
  /** To this place, or the nearest there is. */
  readonly moveTo: (index: number) => void;
  /** Its place; -1 while there is none. */
  readonly index: number;
}

export function useActiveRow(
  ids: readonly Id[],
  open: Id | null,
  scroller: RefObject<HTMLElement | null>,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
): ActiveRow {
  const [chosen, setActive] = useState(open);
  const [openBefore, setOpenBefore] = useState(open);
  if (openBefore !== open) {
    setOpenBefore(open);
    if (open !== null) setActive(open);
  }
  const active = [chosen, open].find((id) => id !== null && ids.includes(id)) ?? ids[0] ?? null;
  const index = active === null ? -1 : ids.indexOf(active);
  const focusSoon = useRowFocus(active, scroller);
  const moveTo = (wanted: number): void => {
    const id = ids[Math.max(0, Math.min(ids.length - 1, wanted))];
    if (id === undefined) return;
    focusSoon();
    setActive(id);
    virtualizer.scrollToIndex(ids.indexOf(id), { align: "auto" });
  };
  const move = (by: number): void => moveTo(chosen === null && open === null ? 0 : index + by);
  return { active, index, move, moveTo };
}

/** The row may not be on the page yet: it gets the focus once it is. */
function useRowFocus(active: Id | null, scroller: RefObject<HTMLElement | null>): () => void {
  const isWanted = useRef(false);
  useEffect(() => {
    if (!isWanted.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-id="${active}"]`);
    if (!row) return;
    isWanted.current = false;
    row.focus({ preventScroll: true });
  });
  return () => {
    isWanted.current = true;
  };
}
