/** Nothing goes out to this customer any more, after a question; or again. */
import { useRef, useState } from "react";
import type { Contact } from "../../protocol";
import { Modal } from "../../ui/components/Modal";
import { contactName } from "../../ui/text/format";
import { useRun } from "../context";
import { useT } from "../i18n/language";
import { announce } from "../shell/announcer";

interface BlockProps {
  contact: Contact;
  onChange: (blocked: boolean) => Promise<void>;
  className?: string;
}

export function BlockButton({ contact, onChange, className = "button small" }: BlockProps) {
  const t = useT();
  const run = useRun();
  const [isAsking, setAsking] = useState(false);
  const { blocked } = contact;
  const name = contactName(contact);
  const change = async (next: boolean): Promise<void> => {
    await onChange(next);
    announce(next ? t.announced.blocked(name) : t.announced.unblocked(name));
  };
  return (
    <>
      {/* One button, to which the focus comes back. */}
      <button
        type="button"
        className={className}
        onClick={() => (blocked ? run(change(false)) : setAsking(true))}
      >
        {blocked ? t.details.unblock : t.details.block}
      </button>
      {isAsking && (
        <BlockQuestion
          name={name}
          onClose={() => setAsking(false)}
          onYes={() => {
            setAsking(false);
            run(change(true));
          }}
        />
      )}
    </>
  );
}

interface QuestionProps {
  name: string;
  onClose: () => void;
  onYes: () => void;
}

export function BlockQuestion({ name, onClose, onYes }: QuestionProps) {
  const t = useT().details;
  const no = useRef<HTMLButtonElement>(null);
  return (
    <Modal title={t.blockQuestion(name)} closeLabel={t.blockKeep} onClose={onClose} initialFocus={no}>
      <p>{t.blockHint}</p>
      <footer className="modal-foot">
        <button type="button" className="button" ref={no} onClick={onClose}>
          {t.blockKeep}
        </button>
        <button type="button" className="button danger" onClick={onYes}>
          {t.blockAnswer}
        </button>
      </footer>
    </Modal>
  );
}
