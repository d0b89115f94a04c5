import { type RefObject, useEffect, useRef } from "react";

const GAP = 4;
const EDGE = 8;

/** A menu made of `<details>`: it closes when somebody clicks elsewhere or presses Escape. */
export function useMenu(): { menu: RefObject<HTMLDetailsElement | null>; close: () => void } {
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const element = menu.current;
    const shut = (event: Event) => {
      if (element?.open !== true) return;
      const escaped = event instanceof KeyboardEvent && event.key === "Escape";
      const outside = event.type === "pointerdown" && !element.contains(event.target as Node);
      if (escaped || outside) element.open = false;
    };
    const place = () => {
      if (element?.open === true) placeMenu(element);
    };
    element?.addEventListener("toggle", place);
    // A message that comes moves the one whose menu it is.
    addEventListener("scroll", place, true);
    for (const type of EVENTS) addEventListener(type, shut);
    return () => {
      element?.removeEventListener("toggle", place);
      removeEventListener("scroll", place, true);
      for (const type of EVENTS) removeEventListener(type, shut);
    };
  }, []);
  return {
    menu,
    close: () => {
      if (menu.current !== null) menu.current.open = false;
    },
  };
}

const EVENTS = ["pointerdown", "keydown"] as const;

/** Over the frame that would cut it: inside the phone where it fits, never over the edge of the window. */
function placeMenu(menu: HTMLDetailsElement): void {
  const body = menu.querySelector<HTMLElement>(".menu-body");
  const button = menu.querySelector("summary")?.getBoundingClientRect();
  if (!body || !button) return;
  const frame = menu.closest(".phone")?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight);
  const { offsetWidth: width, offsetHeight: height } = body;
  const below = button.bottom + GAP;
  const top =
    below + height <= Math.min(frame.bottom, innerHeight) - EDGE ? below : button.top - GAP - height;
  const start = button.left + width <= frame.right - EDGE ? button.left : button.right - width;
  body.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
  body.style.left = `${Math.max(EDGE, Math.min(start, innerWidth - width - EDGE))}px`;
}
