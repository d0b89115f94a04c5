import { type RefObject, useEffect, useRef } from "react";

/** A menu made of `<details>`: it closes when somebody clicks elsewhere or presses Escape. */
export function useMenu(): { menu: RefObject<HTMLDetailsElement | null>; close: () => void } {
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const shut = (event: Event) => {
      const element = menu.current;
      if (element?.open !== true) return;
      const escaped = event instanceof KeyboardEvent && event.key === "Escape";
      const outside = event.type === "pointerdown" && !element.contains(event.target as Node);
      if (escaped || outside) element.open = false;
    };
    addEventListener("pointerdown", shut);
    addEventListener("keydown", shut);
    return () => {
      removeEventListener("pointerdown", shut);
      removeEventListener("keydown", shut);
    };
  }, []);
  return {
    menu,
    close: () => {
      if (menu.current !== null) menu.current.open = false;
    },
  };
}
