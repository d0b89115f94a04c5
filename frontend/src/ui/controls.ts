/** The controls in a part of the page that the keys go between. */
import { useLayoutEffect, type RefObject } from "react";

const CONTROLS = "button, a[href], summary, audio, video, input";

/** Those that can have the focus; those of a popover belong to the popover. */
export function controlsIn(box: HTMLElement): HTMLElement[] {
  const layer = box.closest("[popover]");
  return [...box.querySelectorAll<HTMLElement>(CONTROLS)].filter(
    (one) => one.closest("[popover]") === layer && canHaveFocus(one),
  );
}

function canHaveFocus(control: HTMLElement): boolean {
  return !control.matches(":disabled, [hidden]") && (control.checkVisibility?.() ?? true);
}

/** Arrows mean something there already. */
export function isOwnKey(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input:not([type=checkbox]), audio, video");
}

/** Whether the key is pressed alone. */
export function isAlone(event: Pick<KeyboardEvent, "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): boolean {
  return !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
}

/** The key as it is where people write from left to right. */
export function logicalKey(key: string, element: Element): string {
  if (getComputedStyle(element).direction !== "rtl") return key;
  return { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" }[key] ?? key;
}

/** Tab leads to no control in the area: it has a Tab stop and keys of its own. */
export function useUntabbed(area: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const { current: box } = area;
    if (!box) return undefined;
    const untab = (): void => {
      for (const one of box.querySelectorAll<HTMLElement>(`:is(${CONTROLS}):not([tabindex="-1"])`))
        if (!one.closest("[popover]")) one.tabIndex = -1;
    };
    untab();
    const observer = new MutationObserver(untab);
    observer.observe(box, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [area]);
}
