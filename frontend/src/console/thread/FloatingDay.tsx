/** The day of what stands at the top, laid over it while somebody scrolls away from the end. Readers hear it with each message. */
import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type RefObject } from "react";
import { dayOver, type ThreadRow } from "../../store/state/threadRows";
import { dayName } from "../../ui/text/format";
import { useNow } from "../context";

/** As long as somebody reads it, once nothing moves any more. */
const STAYS_MS = 1200;
/** Where it lies. */
const HEIGHT_PX = 48;

interface FloatingDayProps {
  rows: readonly ThreadRow[];
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  scroller: RefObject<HTMLElement | null>;
}

export function FloatingDay(props: FloatingDayProps) {
  const day = useDayOver(props);
  const now = useNow();
  if (day === null) return null;
  return (
    <p className="floating-day day" aria-hidden="true">
      <span>{dayName(day, new Date(now))}</span>
    </p>
  );
}

/** Null: nobody scrolls, or the day's own line is in sight. */
function useDayOver({ rows, virtualizer, scroller }: FloatingDayProps): string | null {
  const [day, setDay] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const { current } = scroller;
    if (!current) return;
    const onScroll = (): void => {
      const { scrollTop } = current;
      const at = (offset: number): number => virtualizer.getVirtualItemForOffset(offset)?.index ?? 0;
      setDay(dayOver(rows, at(scrollTop), at(scrollTop + HEIGHT_PX)));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setDay(null), STAYS_MS);
    };
    current.addEventListener("scroll", onScroll, { passive: true });
    // Its timer goes on: the day is not to stay because a message came.
    return () => current.removeEventListener("scroll", onScroll);
  }, [rows, virtualizer, scroller]);
  return day;
}
