/**
 * Whether something in an area is being pressed: what moves between press and release gets no click.
 *
 * The browser gives a click to what press and release have in common. A row that has moved away in between, because a
 * message came, loses it; what has moved there instead may even take it.
 */
import { useEffect, useState, type RefObject } from "react";

const PRESSABLE = "a, button, summary, [role=option]";
/** After a finger is lifted the click comes a little later. */
const CLICK_WITHIN_MS = 100;
/** Nobody presses for longer, and not every release is told (it may be over another program). */
const LONGEST_MS = 3000;

export function usePressed(area: RefObject<HTMLElement | null>): boolean {
  const [isPressed, setPressed] = useState(false);
  useEffect(() => {
    const { current: element } = area;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const endIn = (ms: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => setPressed(false), ms);
    };
    const onDown = ({ target, button }: PointerEvent): void => {
      if (button !== 0 || !(target instanceof Element) || !target.closest(PRESSABLE)) return;
      setPressed(true);
      endIn(LONGEST_MS);
    };
    const onUp = (): void => endIn(CLICK_WITHIN_MS);
    // Not at once: who handles the click is still to be asked.
    const onClick = (): void => endIn(0);
    element.addEventListener("pointerdown", onDown);
    window.addEventListener("pointerup", onUp);
    window.addEventListener("pointercancel", onUp);
    window.addEventListener("click", onClick, true);
    return () => {
      clearTimeout(timer);
      element.removeEventListener("pointerdown", onDown);
      window.removeEventListener("pointerup", onUp);
      window.removeEventListener("pointercancel", onUp);
      window.removeEventListener("click", onClick, true);
    };
  }, [area]);
  return isPressed;
}

/** The value as it was when `isHeld` began; the newest while it is not. */
export function useHeld<T>(value: T, isHeld: boolean): T {
  const [kept, setKept] = useState(value);
  if (!isHeld && kept !== value) setKept(value);
  return isHeld ? kept : value;
}
