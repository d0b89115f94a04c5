/** Says that two contacts are one person: whom, what speaks for it, and what becomes of what. */
import { useState } from "react";
import type { Contact, Conversation } from "../../protocol";
import { postMerge } from "../../protocol/rest/contacts";
import { updateContact } from "../../store/contacts";
import { Modal } from "../../ui/components/Modal";
import { searchOverList } from "../../ui/fieldKeys";
import { addressText, contactName } from "../../ui/text/format";
import { useClient, useInbox, useRun } from "../context";
import { Field } from "../dialogs/Field";
import { useDialogT } from "../i18n/language";
import { Suggestions, useSuggestions } from "../newConversation/Suggestions";
import { useConversationsOf } from "./ContactConversations";
import { evidenceFor } from "./evidence";
import { useSay } from "../shell/useSay";
import { useForgetContacts } from "./useForgetContacts";
import "../newConversation/NewConversation.css";

interface MergeProps {
  /** Who remains. */
  contact: Contact;
  onClose: () => void;
}

export function MergeDialog({ contact, onClose }: MergeProps) {
  const t = useDialogT();
  const [other, setOther] = useState<Contact | null>(null);
  return (
    <Modal title={t.contacts.mergeTitle(contactName(contact))} closeLabel={t.close} onClose={onClose}>
      {other === null ? (
        <Choose contact={contact} onChoose={setOther} />
      ) : (
        <Compare contact={contact} other={other} onBack={() => setOther(null)} onClose={onClose} />
      )}
    </Modal>
  );
}

function Choose({ contact, onChoose }: { contact: Contact; onChoose: (other: Contact) => void }) {
  const t = useDialogT().contacts;
  const [typed, setTyped] = useState(contact.name);
  const found = useSuggestions(typed).filter(({ id }) => id !== contact.id);
  return (
    <div className="form">
      <div className="recipient" ref={searchOverList}>
        <Field label={t.mergeWhom} value={typed} onChange={setTyped} hint={t.mergeWhomHint} />
        <Suggestions contacts={found} onChoose={onChoose} />
      </div>
    </div>
  );
}

interface CompareProps {
  contact: Contact;
  other: Contact;
  onBack: () => void;
  onClose: () => void;
}

function Compare({ contact, other, onBack, onClose }: CompareProps) {
  const t = useDialogT();
  const words = t.contacts;
  const [busy, setBusy] = useState(false);
  const { queries } = useClient();
  const run = useRun();
  const say = useSay();
  const forget = useForgetContacts();
  const merge = async (): Promise<void> => {
    setBusy(true);
    try {
      updateContact(queries, await postMerge(contact.id, other.id));
      forget();
      onClose();
      say(words.mergedInto(contactName(other), contactName(contact)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="form">
      <Speaks contact={contact} other={other} />
      <Moves contact={contact} other={other} />
      <p className="muted">{words.mergeCanBeTakenBack}</p>
      <footer className="form-foot">
        <button type="button" className="button" onClick={onBack}>
          {words.mergeOther}
        </button>
        <button type="button" className="button primary" disabled={busy} onClick={() => run(merge())}>
          {words.mergeDo}
        </button>
      </footer>
    </div>
  );
}

/** What both have in common, and what not. */
function Speaks({ contact, other }: { contact: Contact; other: Contact }) {
  const t = useDialogT().contacts;
  const found = evidenceFor(contact, other);
  return (
    <section>
      <h3>{t.evidence}</h3>
      <ul className="merge-evidence">
        {found.length === 0 && <li>{t.noEvidence}</li>}
        {found.map((what) => (
          <li key={what}>{t.inCommon[what]}</li>
        ))}
      </ul>
    </section>
  );
}

const NONE: readonly Conversation[] = [];

function Moves({ contact, other }: { contact: Contact; other: Contact }) {
  const t = useDialogT().contacts;
  const mine = useConversationsOf(contact.id).data ?? NONE;
  const theirs = useConversationsOf(other.id).data ?? NONE;
  const goesOn = (rows: readonly Conversation[]): Set<number> =>
    new Set(rows.filter(({ status }) => status !== "resolved").map(({ inbox }) => inbox));
  const both = [...goesOn(mine)].filter((inbox) => goesOn(theirs).has(inbox));
  return (
    <section>
      <h3>{t.moves(contactName(other), contactName(contact))}</h3>
      <ul className="merge-evidence">
        {other.addresses.map((one) => (
          <li key={`${one.kind} ${one.value}`}>
            <bdi dir="ltr">{addressText(one)}</bdi>
          </li>
        ))}
        <li>{t.nConversations(theirs.length)}</li>
        <li>{t.theirNotes}</li>
        {both.map((inbox) => (
          <li key={inbox}>
            <Ends inbox={inbox} />
          </li>
        ))}
        {other.blocked !== contact.blocked && <li>{t.blockStays}</li>}
      </ul>
    </section>
  );
}

function Ends({ inbox }: { inbox: number }) {
  const t = useDialogT().contacts;
  return t.ends(useInbox(inbox)?.name ?? `#${inbox}`);
}
