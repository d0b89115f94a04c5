/** What is still to be filled in of a text that is being written: marked in it, and named above it. */
import type { RefObject } from "react";
import { blanksIn, marked } from "../../store/canned/variables";
import { keyed } from "../../ui/keyed";
import { useT } from "../i18n/language";
import "./Canned.css";

export function BlanksHint({ text }: { text: string }) {
  const t = useT().composer.canned;
  const names = blanksIn(text);
  return (
    <p className={names.length > 0 ? "composer-hint amber" : "sr-only"} role="status">
      {names.length > 0 && t.blanks(names.join(", "))}
    </p>
  );
}

/** The same text behind the text, with its blanks coloured: a text field has one colour. */
export function BlankMarks({ text, behind }: { text: string; behind: RefObject<HTMLDivElement | null> }) {
  if (blanksIn(text).length === 0) return null;
  return (
    <div className="blank-marks" aria-hidden="true" dir="auto" ref={behind}>
      {keyed(marked(text), (part) => part.text).map(({ key, item }) =>
        item.isBlank ? <mark key={key}>{item.text}</mark> : <span key={key}>{item.text}</span>,
      )}{" "}
    </div>
  );
}
