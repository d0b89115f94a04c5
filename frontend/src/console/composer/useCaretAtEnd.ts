/** A text that was there before its box was drawn goes on where it ends, not at its first letter. */
import { useLayoutEffect, type RefObject } from "react";

export function useCaretAtEnd(area: RefObject<HTMLTextAreaElement | null>): void {
  useLayoutEffect(() => {
    const { current } = area;
    if (!current || current.value === "") return;
    const { length } = current.value;
    current.setSelectionRange(length, length);
  }, [area]);
}
