/** A scroll to a row ends at that row, also where older ones come above it on its way. */
import type { ScrollToOptions, Virtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef } from "react";
import type { ThreadRow } from "../../store/state/threadRows";

/** What it is on its way to, which no public part of it says: by its place alone, which is another row's by then. */
interface Aiming {
  readonly scrollState: { readonly index: number | null; readonly align: ScrollToOptions["align"] } | null;
}

const NOWHERE: NonNullable<Aiming["scrollState"]> = { index: null, align: "auto" };

export function useSteadyAim(
  virtualizer: Pick<Virtualizer<HTMLDivElement, Element>, "scrollToIndex">,
  rows: readonly ThreadRow[],
): void {
  const before = useRef(rows);
  useLayoutEffect(() => {
    const was = before.current;
    before.current = rows;
    const { index, align = "auto" } = (virtualizer as unknown as Aiming).scrollState ?? NOWHERE;
    const key = was[index ?? -1]?.key;
    const now = key === undefined ? -1 : rows.findIndex((row) => row.key === key);
    if (now >= 0 && now !== index) virtualizer.scrollToIndex(now, { align });
  }, [virtualizer, rows]);
}
