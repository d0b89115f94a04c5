/** One contact: who they are, what is known of them, and what was written. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Contact, Id } from "../../protocol";
import { getContact, patchContact } from "../../protocol/rest/contacts";
import { contactKey, updateContact } from "../../store/contacts";
import { Avatar } from "../../ui/components/Avatar";
import { Fact } from "../../ui/components/Fact";
import { Back } from "../../ui/components/icons";
import { addressText, contactName, mainAddress } from "../../ui/text/format";
import { useClient, useSignal } from "../context";
import { BlockButton } from "../details/BlockButton";
import { ContactNotes } from "../details/ContactNotes";
import { Section } from "../details/Section";
import { useDialogT, useT } from "../i18n/language";
import { beginWith } from "../newConversation/useBegin";
import { Copied } from "../shared/CopyButton";
import { Unanswered } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import { ContactConversations } from "./ContactConversations";
import { MergeDialog } from "./MergeDialog";
import { Merges } from "./Merges";
import { RenameForm } from "../shared/RenameForm";
import "../details/Details.css";

export function ContactCard({ id, onBack }: { id: Id; onBack: () => void }) {
  const t = useDialogT().contacts;
  const { ready } = useClient();
  const asked = useQuery({
    queryKey: contactKey(id),
    queryFn: ({ signal }) => getContact(id, signal),
    enabled: useSignal(ready),
    gcTime: 0,
  });
  const isSilent = useSilent(asked);
  const { data: contact, isError } = asked;
  return (
    <section className="pane thread contact-card" aria-label={contact ? contactName(contact) : t.title}>
      <header className="pane-head">
        <button type="button" className="icon-button back" onClick={onBack} aria-label={t.back}>
          <Back />
        </button>
        <h2>
          <bdi>{contact && contactName(contact)}</bdi>
        </h2>
        {contact && <Verbs contact={contact} />}
      </header>
      {isSilent && <Unanswered what={t.failed} />}
      {isError && (
        <p className="empty" role="alert">
          {t.missing}
        </p>
      )}
      {contact && <Card contact={contact} />}
    </section>
  );
}

function Verbs({ contact }: { contact: Contact }) {
  const t = useDialogT().contacts;
  const [merging, setMerging] = useState(false);
  const { queries } = useClient();
  const { id, blocked, addresses } = contact;
  const address = mainAddress(addresses);
  const setBlocked = async (next: boolean): Promise<void> => {
    updateContact(queries, await patchContact(id, { blocked: next }));
  };
  return (
    <div className="contact-card-verbs">
      {address && !blocked && (
        <button type="button" className="button primary" onClick={() => beginWith(addressText(address))}>
          {t.write}
        </button>
      )}
      <button type="button" className="button" onClick={() => setMerging(true)}>
        {t.merge}
      </button>
      <BlockButton contact={contact} onChange={setBlocked} className="button" />
      {merging && <MergeDialog contact={contact} onClose={() => setMerging(false)} />}
    </div>
  );
}

function Card({ contact }: { contact: Contact }) {
  const t = useT();
  const words = useDialogT().contacts;
  const { id, blocked } = contact;
  return (
    <div className="details-scroll" tabIndex={0} role="region" aria-label={words.about}>
      <div className="contact-column">
        <div className="contact-top">
          <Avatar id={id} name={contactName(contact)} />
          <RenameForm contact={contact} onRename={(name) => patchContact(id, { name })} />
          {blocked && <span className="chip red">{t.details.blocked}</span>}
        </div>
        {blocked && <p className="muted">{words.blockedHint}</p>}
        <Section name="customer" title={t.details.customer}>
          <dl className="facts">
            <Facts contact={contact} />
          </dl>
        </Section>
        <ContactNotes key={`notes ${id}`} contact={id} />
        <ContactConversations contact={id} />
        <Merges contact={contact} />
      </div>
    </div>
  );
}

function Facts({ contact }: { contact: Contact }) {
  const { details } = useT();
  // What people write to comes first, the ids of providers after it.
  const addresses = contact.addresses.toSorted(
    (a, b) => Number(a.kind === "bsuid") - Number(b.kind === "bsuid"),
  );
  return (
    <>
      {addresses.map((address) => (
        <Fact key={`${address.kind} ${address.value}`} name={details.address[address.kind] ?? address.kind}>
          <Copied text={addressText(address)} />
          {address.left && <span className="muted"> · {details.left}</span>}
        </Fact>
      ))}
      {contact.username !== "" && (
        <Fact name={details.username}>
          <Copied text={`@${contact.username.replace(/^@/u, "")}`} />
        </Fact>
      )}
      {details.marketingSaid[contact.marketing] !== undefined && (
        <Fact name={details.marketing}>{details.marketingSaid[contact.marketing]}</Fact>
      )}
      <Fact name={details.contactId}>{contact.id}</Fact>
    </>
  );
}
