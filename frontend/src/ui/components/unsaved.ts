/** What was typed into a dialog and would be gone with it. */
import { createContext, use, useCallback, useEffect, useRef, type FocusEvent } from "react";

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Of text, dates and numbers. A search is no loss, and what is ticked or chosen is done again at once. */
const FIELDS = ["text", "email", "tel", "url", "number", "datetime-local", "date", "time"]
  .map((type) => `input[type="${type}"]`)
  .concat("input:not([type])")
  .map((field) => `${field}:not([role="searchbox"]):not([role="combobox"])`)
  .concat("textarea")
  .join();

export interface Unsaved {
  /** Whether a field says something else than before the agent came to it. */
  readonly isThere: () => boolean;
  /** Remembers what a field says when the agent comes to it. */
  readonly onFocusCapture: (event: FocusEvent) => void;
  /** By a form that knows more than its fields show. */
  readonly tell: (isUnsaved: boolean) => void;
}

export function useUnsavedFields(): Unsaved {
  const before = useRef(new Map<Field, string>());
  const told = useRef(false);
  const tell = useCallback((isUnsaved: boolean) => {
    told.current = isUnsaved;
  }, []);
  return {
    tell,
    isThere: () =>
      told.current || [...before.current].some(([field, was]) => field.isConnected && was !== field.value),
    onFocusCapture: ({ target }) => {
      if (isField(target) && !before.current.has(target)) before.current.set(target, target.value);
    },
  };
}

function isField(element: Element): element is Field {
  return element.matches(FIELDS) && element.closest("[role=search]") === null;
}

interface Dialog {
  /** Does it, after a question where something typed would be gone. */
  readonly leave: (act: () => void) => void;
  readonly tell: (isUnsaved: boolean) => void;
}

const NO_DIALOG: Dialog = { leave: (act) => act(), tell: () => {} };

export const DialogContext = createContext<Dialog>(NO_DIALOG);

/** For a way out of a form that is not its dialog's own. */
export function useLeave(): Dialog["leave"] {
  return use(DialogContext).leave;
}

/** For a form that knows more than its fields show. */
export function useUnsaved(isUnsaved: boolean): void {
  const { tell } = use(DialogContext);
  useEffect(() => {
    tell(isUnsaved);
    return () => tell(false);
  }, [tell, isUnsaved]);
}

export interface UnsavedWords {
  readonly ask: string;
  readonly keep: string;
  readonly discard: string;
}

/** Said by whoever knows the language. */
export const UnsavedWordsContext = createContext<UnsavedWords>({ ask: "", keep: "", discard: "" });
