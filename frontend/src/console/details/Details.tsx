/** Who the customer is and how the conversation stands. */
import { addressText, contactName, fullTime } from "../../ui/text/format";
import type { Conversation } from "../../protocol";
import { Avatar } from "../../ui/components/Avatar";
import { Fact } from "../../ui/components/Fact";
import { useClient } from "../context";
import { ALL_CONTACTS, formatContacts } from "../contacts/contactsRoute";
import { Copied } from "../shared/CopyButton";
import { RenameForm } from "../shared/RenameForm";
import { BlockButton } from "./BlockButton";
import { ContactNotes } from "./ContactNotes";
import { ConversationFacts } from "./ConversationFacts";
import { Files } from "./Files";
import { History } from "./History";
import { PastConversations } from "./PastConversations";
import { Section } from "./Section";
import { Close } from "../../ui/components/icons";
import { useT } from "../i18n/language";
import "./Details.css";

export function Details({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const t = useT();
  const { contact } = conversation;
  return (
    <aside className="details" aria-label={t.details.title}>
      <header className="pane-head">
        <h2>{t.details.title}</h2>
        <button type="button" className="icon-button" onClick={onClose} aria-label={t.details.close}>
          <Close />
        </button>
      </header>
      <div className="details-scroll" tabIndex={0} role="region" aria-label={t.details.title}>
        <Customer conversation={conversation} />
        <ContactNotes key={`notes ${contact.id}`} contact={contact.id} />
        <Section name="conversation" title={t.details.conversation}>
          <dl className="facts">
            <ConversationFacts conversation={conversation} />
          </dl>
          <History key={conversation.id} conversation={conversation.id} />
        </Section>
        {/* Read when somebody wants to see them: most conversations are opened without. */}
        <Section name="files" title={t.details.files} isOpenFirst={false} className="files">
          <Files key={conversation.id} conversation={conversation.id} />
        </Section>
        <PastConversations key={`past ${contact.id}`} conversation={conversation} />
        <Technical conversation={conversation} />
      </div>
    </aside>
  );
}

/** Who they are, and the way to all that is theirs. */
function Customer({ conversation }: { conversation: Conversation }) {
  const t = useT();
  const { contact } = conversation;
  const { conversations } = useClient();
  return (
    <>
      <div className="profile">
        <Avatar id={contact.id} name={contactName(contact)} />
        <RenameForm
          key={contact.id}
          contact={contact}
          onRename={(name) => conversations.changeContact(conversation, { name })}
        />
        {contact.blocked && <span className="chip red">{t.details.blocked}</span>}
      </div>
      <Section name="customer" title={t.details.customer}>
        <dl className="facts">
          <ContactFacts contact={contact} />
        </dl>
        <div className="contact-verbs">
          <a className="button small" href={formatContacts({ ...ALL_CONTACTS, contact: contact.id })}>
            {t.details.contact}
          </a>
          <BlockButton contact={contact} onChange={(next) => conversations.setBlocked(conversation, next)} />
        </div>
      </Section>
    </>
  );
}

type Contact = Conversation["contact"];
type Address = Contact["addresses"][number];

/** What people write to first; ids of the provider stand with what is technical. */
function ContactFacts({ contact }: { contact: Contact }) {
  const t = useT();
  const shown = contact.addresses.filter(({ kind }) => kind !== "bsuid");
  return (
    <>
      {shown.map((address) => (
        <AddressFact key={`${address.kind} ${address.value}`} address={address} />
      ))}
      {contact.username !== "" && (
        <Fact name={t.details.username}>
          <Copied text={`@${contact.username.replace(/^@/u, "")}`} />
        </Fact>
      )}
      {t.details.marketingSaid[contact.marketing] !== undefined && (
        <Fact name={t.details.marketing}>{t.details.marketingSaid[contact.marketing]}</Fact>
      )}
    </>
  );
}

function AddressFact({ address }: { address: Address }) {
  const t = useT();
  return (
    <Fact name={t.details.address[address.kind] ?? address.kind}>
      <Copied text={addressText(address)} />
      {address.left && <span className="muted"> · {t.details.left}</span>}
    </Fact>
  );
}

/** What only support of the provider asks for. */
function Technical({ conversation }: { conversation: Conversation }) {
  const t = useT();
  const ids = conversation.contact.addresses.filter(({ kind }) => kind === "bsuid");
  return (
    <Section name="technical" title={t.details.technical} isOpenFirst={false}>
      <dl className="facts">
        {ids.map((address) => (
          <AddressFact key={address.value} address={address} />
        ))}
        <Fact name={t.details.created}>
          <time dateTime={conversation.created_at}>{fullTime(conversation.created_at)}</time>
        </Fact>
        <Fact name={t.details.contactId}>{conversation.contact.id}</Fact>
      </dl>
    </Section>
  );
}
