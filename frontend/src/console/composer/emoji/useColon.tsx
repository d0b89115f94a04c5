/** Emoji by their names while one is typed: a colon at the start of a word and two letters. */
import { useRef, useState, type ReactNode, type RefObject } from "react";
import type { CaretPickerHandle, PressedKey } from "../../../ui/components/CaretPicker";
import { selectIn } from "../../../ui/text/caret";
import { EmojiNames } from "../../lazyComponents";
import { typedEmoji } from "./typed";

const NOWHERE = -1;

export interface Colon {
  /** Whether the key was for the list. */
  readonly onKey: (event: PressedKey) => boolean;
  /** Beside the text. */
  readonly list: ReactNode;
}

export function useColon(
  { text, caret }: { text: string; caret: number },
  area: RefObject<HTMLTextAreaElement | null>,
  onText: (text: string) => void,
): Colon {
  const picker = useRef<CaretPickerHandle>(null);
  /** Where the colon stands that is to be one. */
  const [left, setLeft] = useState(NOWHERE);
  const found = caret < 0 ? null : typedEmoji(text, Math.min(caret, text.length));
  const typed = found?.start === left ? null : found;
  if (left !== NOWHERE && text[left] !== ":") setLeft(NOWHERE);
  const pick = (emoji: string): void => {
    if (typed === null) return;
    onText(text.slice(0, typed.start) + emoji + text.slice(typed.end));
    selectIn(area.current, typed.start + emoji.length);
  };
  return {
    onKey: (event) => typed !== null && picker.current?.onKey(event) === true,
    list: typed !== null && (
      <EmojiNames
        ref={picker}
        query={typed.query}
        area={area}
        onPick={pick}
        onClose={() => setLeft(typed.start)}
      />
    ),
  };
}
