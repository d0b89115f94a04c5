/** Whether canned responses are being looked for in a text: a slash at the start of the word in which the caret is. */
import { useQuery } from "@tanstack/react-query";
import { useState, type RefObject } from "react";
import type { Id } from "../../protocol";
import { cannedQuery } from "../../store/canned/list";
import { ranked, typedSlash, type Typed } from "../../store/canned/ranking";
import type { CaretPickerHandle, PressedKey } from "../../ui/components/CaretPicker";
import { NOWHERE, useCaret } from "../../ui/text/caret";

export interface Slash {
  /** Below 0: in no text. */
  readonly caret: number;
  /** Null: nothing is looked for. */
  readonly typed: Typed | null;
  /** For the text: its caret may be elsewhere. */
  readonly look: () => void;
  /** Whether the key was for the list, or came before it was there. */
  readonly onKey: (event: PressedKey) => boolean;
  /** Leaves what was typed. */
  readonly close: () => void;
}

const TAKES = new Set(["Enter", "Tab"]);

export function useSlash(
  text: string,
  inbox: Id,
  area: RefObject<HTMLTextAreaElement | null>,
  picker: RefObject<CaretPickerHandle | null>,
): Slash {
  const { caret, look } = useCaret(area);
  /** Where the slash stands that is to be one. */
  const [left, setLeft] = useState(NOWHERE);
  const found = caret === NOWHERE ? null : typedSlash(text, Math.min(caret, text.length));
  const typed = found?.start === left ? null : found;
  if (left !== NOWHERE && text[left] !== "/") setLeft(NOWHERE);
  const isAwaited = useAwaited(inbox, typed);
  const close = (): void => setLeft(typed?.start ?? NOWHERE);
  const onEarly = (event: PressedKey): boolean => {
    // Escape leaves a list, too, that never comes.
    const isOurs = isAwaited && !event.shiftKey && (TAKES.has(event.key) || event.key === "Escape");
    if (!isOurs) return false;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") close();
    return true;
  };
  return {
    caret,
    typed,
    look,
    onKey: (event) => typed !== null && (picker.current?.onKey(event) === true || onEarly(event)),
    close,
  };
}

/** A shortcut is typed that may be one: it must not go out as a text because its list, or the answer for it, is late. */
function useAwaited(inbox: Id, typed: Typed | null): boolean {
  const { data, isPending } = useQuery({ ...cannedQuery(inbox), enabled: typed !== null });
  if (typed === null || typed.query === "") return false;
  return isPending || (data !== undefined && ranked(data, typed.query).length > 0);
}
