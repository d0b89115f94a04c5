/**
 * A modal dialog: traps the focus, closes on Escape, gives the focus back. A click beside it costs nothing that was
 * typed, and Escape asks first.
 */
import { Dialog } from "@base-ui/react/dialog";
import { use, useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from "react";
import { fieldIn } from "../focus";
import { Close } from "./icons";
import { DialogContext, UnsavedWordsContext, useUnsavedFields } from "./unsaved";
import "./Modal.css";

interface ModalProps {
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
  narrow?: boolean;
  /** Else the first field, and where there is none the button that closes. */
  initialFocus?: RefObject<HTMLElement | null>;
}

export function Modal({ title, closeLabel, onClose, children, initialFocus, ...size }: ModalProps) {
  const [isTouched, setTouched] = useState(false);
  const popup = useRef<HTMLDivElement>(null);
  const { leave, question, fields } = useQuestion(onClose);
  // Where somebody types at once, that must be text, and no key of a button. A touch brings no keyboard up unasked.
  const firstField = (by: string): HTMLElement | null => (by === "touch" ? null : fieldIn(popup.current));
  return (
    <Dialog.Root open disablePointerDismissal={isTouched} onOpenChange={(open) => !open && leave()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup
          className={`modal${size.wide ? " wide" : ""}${size.narrow ? " narrow" : ""}`}
          onInput={() => setTouched(true)}
          onFocusCapture={fields.onFocusCapture}
          ref={popup}
          initialFocus={initialFocus ?? firstField}
        >
          <header className="modal-head">
            <Dialog.Title className="modal-title">{title}</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label={closeLabel}>
              <Close />
            </Dialog.Close>
          </header>
          <DialogContext value={fields.context}>{children}</DialogContext>
          {question && <Question {...question} />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface QuestionProps {
  onKeep: () => void;
  onDiscard: () => void;
}

/** Asks before what was typed goes; a second Escape keeps it. */
function useQuestion(onClose: () => void) {
  const { isThere, onFocusCapture, tell } = useUnsavedFields();
  const [asking, setAsking] = useState<{ act: () => void; from: Element | null } | null>(null);
  const latest = useRef(isThere);
  useEffect(() => {
    latest.current = isThere;
  });
  const context = useMemo(
    () => ({
      tell,
      leave: (act: () => void): void => {
        if (latest.current()) setAsking({ act, from: document.activeElement });
        else act();
      },
    }),
    [tell],
  );
  const onKeep = (): void => {
    setAsking(null);
    if (asking?.from instanceof HTMLElement) asking.from.focus();
  };
  const onDiscard = (): void => {
    setAsking(null);
    asking?.act();
  };
  return {
    leave: () => (asking === null ? context.leave(onClose) : onKeep()),
    question: asking && { onKeep, onDiscard },
    fields: { onFocusCapture, context },
  };
}

function Question({ onKeep, onDiscard }: QuestionProps) {
  const t = use(UnsavedWordsContext);
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  return (
    <div className="modal-question" role="alertdialog" aria-label={t.ask}>
      <p>{t.ask}</p>
      <button type="button" className="button" ref={keep} onClick={onKeep}>
        {t.keep}
      </button>
      <button type="button" className="button danger" onClick={onDiscard}>
        {t.discard}
      </button>
    </div>
  );
}
