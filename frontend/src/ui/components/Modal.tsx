/** A modal dialog: traps the focus, closes on Escape, gives the focus back. A click beside it costs nothing that was typed. */
import { Dialog } from "@base-ui/react/dialog";
import { useState, type ReactNode, type RefObject } from "react";
import { Close } from "./icons";
import "./Modal.css";

interface ModalProps {
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
  /** Shown beside the title's end instead of nothing when it cannot be closed. */
  initialFocus?: RefObject<HTMLElement | null>;
}

export function Modal({ title, closeLabel, onClose, children, wide = false, initialFocus }: ModalProps) {
  const [isTouched, setTouched] = useState(false);
  return (
    <Dialog.Root open disablePointerDismissal={isTouched} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup
          className={wide ? "modal wide" : "modal"}
          onInput={() => setTouched(true)}
          {...(initialFocus && { initialFocus })}
        >
          <header className="modal-head">
            <Dialog.Title className="modal-title">{title}</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label={closeLabel}>
              <Close />
            </Dialog.Close>
          </header>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
