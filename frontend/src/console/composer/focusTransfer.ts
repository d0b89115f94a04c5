/** The reply box and the closed composer take turns while somebody writes: who follows takes over focus and caret. */
import { useLayoutEffect, type RefObject } from "react";
import { focusField } from "../../ui/focus";

/** Counted from the end, so that text put in front moves nothing; null: not in a text. */
export interface Caret {
  readonly start: number;
  readonly end: number;
}

export function caretOf(element: Element | null): Caret | null {
  if (!(element instanceof HTMLTextAreaElement)) return null;
  const { value, selectionStart, selectionEnd } = element;
  return { start: value.length - selectionStart, end: value.length - selectionEnd };
}

export function putCaret(element: Element | null, caret: Caret | null): void {
  if (!(element instanceof HTMLTextAreaElement) || caret === null) return;
  const { length } = element.value;
  element.setSelectionRange(Math.max(0, length - caret.start), Math.max(0, length - caret.end));
}

export interface FocusTransfer {
  readonly composer: RefObject<HTMLElement | null>;
  /** What the one before left: null when the focus was elsewhere. */
  readonly left: RefObject<{ caret: Caret | null } | null>;
}

/** In each of those that take turns. */
export function useFocusTransfer({ composer, left }: FocusTransfer): void {
  useLayoutEffect(() => {
    if (left.current) putCaret(focusField(composer.current), left.current.caret);
    // oxlint-disable-next-line react/immutability -- a ref, passed on between the two that take turns
    left.current = null;
    // Runs while the box is still there.
    return () => leave({ composer, left });
  }, [composer, left]);
}

function leave({ composer, left }: FocusTransfer): void {
  const { activeElement } = document;
  left.current =
    composer.current?.contains(activeElement) === true ? { caret: caretOf(activeElement) } : null;
}
