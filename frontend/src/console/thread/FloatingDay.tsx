/** The day of what stands at the top, laid over it while somebody scrolls away from the end. Readers hear it with each message. */
import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type RefObject } from "react";
import { dayOver, type ThreadRow } from "../../store/state/threadRows";
import { DayButton } from "./DayButton";

/** As long as somebody reads it, and comes to it, once nothing moves any more. */
const STAYS_MS = 2000;
/** Where it lies. */
const HEIGHT_PX = 48;

interface FloatingDayProps {
  rows: readonly ThreadRow[];
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  scroller: RefObject<HTMLElement | null>;
}

export function FloatingDay(props: FloatingDayProps) {
  const { day, keep, leave } = useDayOver(props);
  if (day === null) return null;
  const scrollOn = ({ deltaY }: { deltaY: number }): void => props.scroller.current?.scrollBy(0, deltaY);
  return (
    <p
      className="floating-day day"
      aria-hidden="true"
      onPointerEnter={keep}
      onPointerLeave={leave}
      onWheel={scrollOn}
    >
      <DayButton instant={day} />
    </p>
  );
}

/** `day` is null where nobody scrolls, or the day's own line is in sight. It stays while it is kept. */
function useDayOver({ rows, virtualizer, scroller }: FloatingDayProps) {
  const [day, setDay] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const keep = (): void => clearTimeout(timer.current);
  const leave = (): void => {
    keep();
    timer.current = setTimeout(() => setDay(null), STAYS_MS);
  };
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
  return { day, keep, leave };
}
