/** Whether somebody is being looked for in a text: an @ at the start of a word left of the caret, and who fits. */
import { useRef, useState, type RefObject } from "react";
import type { Id } from "../../../protocol";
import { matching, typedMention, type TypedMention } from "../../../store/notes/mentions";
import type { CaretPickerHandle, PressedKey } from "../../../ui/components/CaretPicker";
import { NOWHERE, useCaret } from "../../../ui/text/caret";
import { useMentionables, type Choice, type Mentionables } from "./useMentionables";

export interface MentionSearch {
  /** Below 0: in no text. */
  readonly caret: number;
  /** Null: nobody is looked for. */
  readonly typed: TypedMention | null;
  readonly found: readonly Choice[];
  readonly state: Mentionables["state"];
  readonly picker: RefObject<CaretPickerHandle | null>;
  /** For the text: its caret may be elsewhere. */
  readonly look: () => void;
  /** Whether the key was for the list, or came before it was there. */
  readonly onKey: (event: PressedKey) => boolean;
  /** Leaves what was typed. */
  readonly close: () => void;
}

const TAKES = new Set(["Enter", "Tab"]);

export function useMention(
  text: string,
  inbox: Id,
  area: RefObject<HTMLTextAreaElement | null>,
): MentionSearch {
  const picker = useRef<CaretPickerHandle>(null);
  const { caret, look } = useCaret(area);
  /** Where the @ stands that is to be one. */
  const [left, setLeft] = useState(NOWHERE);
  const at = caret === NOWHERE ? null : typedMention(text, Math.min(caret, text.length));
  const { all, state } = useMentionables(inbox, at !== null);
  const found = at === null ? [] : matching(all, at.query);
  const typed = at === null || at.start === left || isPast(at, found.length, state) ? null : at;
  if (left !== NOWHERE && text[left] !== "@") setLeft(NOWHERE);
  return {
    caret,
    typed,
    found,
    state,
    picker,
    look,
    onKey: (event) => {
      if (typed === null) return false;
      return picker.current === null ? isEarly(event, typed, state) : picker.current.onKey(event);
    },
    close: () => setLeft(typed?.start ?? NOWHERE),
  };
}

/** Names have spaces; behind one that is in no name the text goes on. */
function isPast({ query }: TypedMention, found: number, state: Mentionables["state"]): boolean {
  return found === 0 && state === "there" && query.includes(" ");
}

/** The list is still on its way: a note that names nobody must not go instead. */
function isEarly(event: PressedKey, { query }: TypedMention, state: Mentionables["state"]): boolean {
  const waits = TAKES.has(event.key) && query !== "" && state !== "failed";
  if (waits) event.preventDefault();
  return waits;
}
