/** Where the caret is in a text, and goes when an event has changed it. */
import { useCallback, useEffect, useState, type RefObject } from "react";

/** In no text, or more than a place of it is selected. */
export const NOWHERE = -1;

/** Characters before the caret; below 0: it is not there. `look`: it may be elsewhere. */
export function useCaret(area: RefObject<HTMLTextAreaElement | null>): { caret: number; look: () => void } {
  const [caret, setCaret] = useState(NOWHERE);
  const look = useCallback(() => setCaret(caretIn(area.current)), [area]);
  // React's own event comes for what is typed and clicked, not for where a script puts the caret.
  useEffect(() => {
    document.addEventListener("selectionchange", look);
    return () => document.removeEventListener("selectionchange", look);
  }, [look]);
  return { caret, look };
}

function caretIn(area: HTMLTextAreaElement | null): number {
  if (area === null || document.activeElement !== area) return NOWHERE;
  return area.selectionStart === area.selectionEnd ? area.selectionStart : NOWHERE;
}

/** Before the next key, which would be typed elsewhere. React draws what an event has changed at its end; a frame later somebody has typed on. */
export function selectIn(area: HTMLTextAreaElement | null, from: number, to = from): void {
  queueMicrotask(() => area?.setSelectionRange(from, to));
}
