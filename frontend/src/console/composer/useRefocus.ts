/** How the focus comes back to what is written. */
import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import { focusField, isWriting } from "../../ui/focus";
import { caretOf, putCaret, type Caret } from "./focusTransfer";

/** Brings the focus back to the text once what was just asked for is on the page; the caret stays where it was. */
export function useRefocus(form: RefObject<HTMLDivElement | null>): () => void {
  const [asked, setAsked] = useState(0);
  const caret = useRef<Caret | null>(null);
  useEffect(() => {
    // Somebody who writes elsewhere is not called away.
    if (
      asked === 0 ||
      (isWriting(document.activeElement) && form.current?.contains(document.activeElement) !== true)
    )
      return;
    putCaret(focusField(form.current), caret.current);
  }, [asked, form]);
  return useCallback(() => {
    caret.current = caretOf(form.current?.querySelector("textarea") ?? null);
    setAsked((before) => before + 1);
    // oxlint-disable-next-line react/preserve-manual-memoization -- a ref stays the same: what it holds is no dependency
  }, [form]);
}
