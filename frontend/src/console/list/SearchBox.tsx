/** The search above the list; Escape and a button empty it. */
import { useEffect, useState, type KeyboardEvent, type RefObject } from "react";
import { Close, Search } from "../../ui/components/icons";
import { isComposing } from "../../ui/focus";
import { useT } from "../i18n/language";

/** Typing pauses this long before the server is asked. */
const PAUSE_MS = 250;

interface SearchBoxProps {
  q: string;
  /** What is searched, where that is not the conversations. */
  label?: string;
  onSearch: (q: string) => void;
  /** Into the rows. */
  onDown: () => void;
  /** The first row. */
  onEnter: () => void;
  /** Not only conversations; where that can be asked. */
  onEverything?: (text: string) => void;
  ref: RefObject<HTMLInputElement | null>;
}

export function SearchBox({ q, label, onSearch, onDown, onEnter, onEverything, ref }: SearchBoxProps) {
  const t = useT();
  const what = label ?? t.list.search;
  const [text, setText] = useSearchText(q, onSearch);
  const clear = (): void => onSearch("");
  /** The button goes with the text. */
  const wipe = (): void => {
    setText("");
    clear();
    ref.current?.focus();
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: onDown,
    // What stands there may not have been asked for yet: what would open was found by something else.
    Enter: () => (text.trim() === q ? onEnter() : onSearch(text.trim())),
    Escape: () => {
      setText("");
      clear();
    },
  };
  return (
    <div className="search">
      <Search />
      <input
        ref={ref}
        className="field"
        type="text"
        role="searchbox"
        value={text}
        placeholder={what}
        aria-label={what}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => press(event, keys, text)}
      />
      {text !== "" && onEverything && (
        <button type="button" className="button small" onClick={() => onEverything(text.trim())}>
          {t.list.searchAll}
        </button>
      )}
      {text !== "" && (
        <button type="button" className="icon-button" onClick={wipe} aria-label={t.list.clearSearch}>
          <Close />
        </button>
      )}
    </div>
  );
}

function press(
  event: KeyboardEvent<HTMLInputElement>,
  keys: Readonly<Record<string, () => void>>,
  text: string,
): void {
  if (isComposing(event.nativeEvent)) return;
  const act = keys[event.key];
  if (act === undefined) return;
  // Escape in an empty box means the page.
  if (event.key !== "Escape" || text !== "") event.stopPropagation();
  if (event.key !== "Escape") event.preventDefault();
  act();
}

/** What stands in the box; it is asked for once the typing pauses, and follows what is searched elsewhere. */
function useSearchText(q: string, onSearch: (q: string) => void) {
  const [text, setText] = useState(q);
  const [shown, setShown] = useState(q);
  if (shown !== q) {
    setShown(q);
    setText(q);
  }
  useEffect(() => {
    const asked = text.trim();
    if (asked === q) return;
    const timer = setTimeout(() => onSearch(asked), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, q, onSearch]);
  return [text, setText] as const;
}
