/** Selecting rows: by the pointer, by a finger that stays. */
import { useCallback, useEffect, useRef, type RefObject } from "react";
import type { Id } from "../../protocol";
import { isSelecting, rangeTo, toggled } from "../../store/bulk/selection";
import { useClient, useSignal } from "../context";
import type { LongPress } from "./longPress";

/** What is selected, and how rows get in and out. `order`: the rows as they stand. */
export function useSelecting(order: readonly Id[], list: RefObject<HTMLElement | null>) {
  const { bulk } = useClient();
  const pick = usePick(order);
  useLongPress(list, pick);
  return { selection: useSignal(bulk.selection), pick };
}

export type PickRow = (id: Id, how: "toggle" | "range") => void;

/** Stays the same function, so that rows are not drawn anew. */
function usePick(order: readonly Id[]): PickRow {
  const { bulk } = useClient();
  const latest = useRef(order);
  useEffect(() => {
    latest.current = order;
  });
  return useCallback(
    (id, how) => {
      const selection = bulk.selection.get();
      bulk.select(how === "range" ? rangeTo(selection, latest.current, id) : toggled(selection, id));
    },
    [bulk],
  );
}

function useLongPress(list: RefObject<HTMLElement | null>, pick: PickRow): void {
  const { bulk } = useClient();
  useEffect(() => {
    const { current: element } = list;
    if (!element) return;
    let press: LongPress | null = null;
    let isGone = false;
    // Nobody without a touch screen needs it.
    const load = async (): Promise<void> => {
      const part = await import("./longPress");
      if (!isGone) press = new part.LongPress(element, () => isSelecting(bulk.selection.get()), pick);
    };
    if (navigator.maxTouchPoints > 0) load().catch(() => {});
    return () => {
      isGone = true;
      press?.close();
    };
  }, [bulk, list, pick]);
}
