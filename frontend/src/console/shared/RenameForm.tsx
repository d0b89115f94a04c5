/** The name of a contact, which can be changed where it stands. */
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import type { Contact } from "../../protocol";
import { updateContact } from "../../store/contacts";
import { Pencil } from "../../ui/components/icons";
import { contactName } from "../../ui/text/format";
import { useClient, useRun } from "../context";
import { useDialogT } from "../i18n/language";
import { useSay } from "../shell/useSay";
import "./RenameForm.css";

const LONGEST = 255;

interface RenameProps {
  contact: Contact;
  /** Returns the contact as it is then. */
  onRename: (name: string) => Promise<Contact>;
}

export function RenameForm({ contact, onRename }: RenameProps) {
  const t = useDialogT();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    // Its field went, and the focus with it.
    if (wasOpen.current && !isOpen) button.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  if (isOpen) return <NameField contact={contact} onRename={onRename} onDone={() => setOpen(false)} />;
  return (
    <div className="contact-rename">
      <bdi className="profile-name">{contactName(contact)}</bdi>
      <button
        type="button"
        className="icon-button"
        ref={button}
        onClick={() => setOpen(true)}
        aria-label={t.contacts.rename}
        title={t.contacts.rename}
      >
        <Pencil />
      </button>
    </div>
  );
}

function selectAll(field: HTMLInputElement | null): void {
  field?.focus();
  field?.select();
}

function NameField({ contact, onRename, onDone }: RenameProps & { onDone: () => void }) {
  const t = useDialogT();
  const [name, setName] = useState(contact.name);
  const { queries } = useClient();
  const run = useRun();
  const say = useSay();
  const save = async (): Promise<void> => {
    const changed = await onRename(name.trim());
    onDone();
    updateContact(queries, changed);
    say(t.contacts.renamed(contactName(changed)));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === contact.name) onDone();
    else if (name.trim() !== "") run(save());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onDone();
  };
  return (
    <form className="contact-rename" onSubmit={submit}>
      <input
        className="field"
        dir="auto"
        ref={selectAll}
        maxLength={LONGEST}
        value={name}
        aria-label={t.contacts.name}
        onKeyDown={onKeyDown}
        onChange={({ target }) => setName(target.value)}
      />
      <button type="submit" className="button primary" disabled={name.trim() === ""}>
        {t.contacts.save}
      </button>
      <button type="button" className="button" onClick={onDone}>
        {t.cancel}
      </button>
    </form>
  );
}
