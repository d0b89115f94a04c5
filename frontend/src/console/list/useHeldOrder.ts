/** Keeps the list still while the agent points at it or has scrolled into it. */
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type PointerEvent,
  type RefObject,
} from "react";
import type { Id } from "../../protocol";
import { held } from "../../store/state/selectors";

/** A pointer that rests this long is at rest, not pointing. */
const RESTING_MS = 5000;
/** Scrolled further than this, the top is out of sight. */
const SCROLLED_PX = 24;

export interface HeldOrder {
  ids: readonly Id[];
  /** How many rows wait to be shown in their true place. */
  waiting: number;
  /** Show the true order, from the top. */
  release: () => void;
  handlers: {
    onPointerMove: (event: PointerEvent) => void;
    onPointerLeave: () => void;
    onScroll: () => void;
  };
}

export function useHeldOrder(
  next: readonly Id[],
  list: string,
  scroller: RefObject<HTMLElement | null>,
): HeldOrder {
  const [frozen, setFrozen] = useState<{ list: string; ids: readonly Id[] } | null>(null);
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pointing = useRef(false);
  const latest = useRef(next);
  useLayoutEffect(() => {
    latest.current = next;
  });

  const hold = useCallback(
    () => setFrozen((now) => (now?.list === list ? now : { list, ids: latest.current })),
    [list],
  );
  const settle = useCallback(() => {
    const isScrolled = (scroller.current?.scrollTop ?? 0) > SCROLLED_PX;
    if (!pointing.current && !isScrolled) setFrozen(null);
  }, [scroller]);
  const leave = useCallback(() => {
    clearTimeout(resting.current);
    pointing.current = false;
    settle();
  }, [settle]);
  useEffect(() => () => clearTimeout(resting.current), []);

  const current = frozen?.list === list ? frozen.ids : null;
  const { ids, waiting } = useShown(current, next);
  const release = (): void => {
    setFrozen(null);
    scroller.current?.scrollTo({ top: 0 });
  };
  const onPointerMove = ({ pointerType }: PointerEvent): void => {
    if (pointerType === "touch") return;
    pointing.current = true;
    hold();
    clearTimeout(resting.current);
    resting.current = setTimeout(leave, RESTING_MS);
  };
  const onScroll = (): void => {
    if ((scroller.current?.scrollTop ?? 0) > SCROLLED_PX) hold();
    else settle();
  };
  return { ids, waiting, release, handlers: { onPointerMove, onPointerLeave: leave, onScroll } };
}

/** Computed anew when rows come or move, not with each frame of scrolling: it compares all of them. */
function useShown(current: readonly Id[] | null, next: readonly Id[]) {
  return useMemo(() => (current ? held(current, next) : { ids: next, waiting: 0 }), [current, next]);
}
