/** A text area grows with its text, also where style sheets cannot say so; where it stops they do say. */
import { useLayoutEffect, type RefObject } from "react";

const GROWS_BY_ITSELF = CSS.supports("field-sizing", "content");

export function useAutoHeight(area: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const { current } = area;
    if (!current || GROWS_BY_ITSELF) return;
    // oxlint-disable-next-line react/immutability -- the element's height is what this hook is for
    current.style.height = "auto";
    current.style.height = `${current.scrollHeight}px`;
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another text has another height
  }, [area, text]);
}
