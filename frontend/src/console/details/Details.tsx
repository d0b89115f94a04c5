/** Who the customer is and how the conversation stands. */
import { addressText, contactName, exactTime, windowState } from "../../ui/text/format";
import type { Conversation } from "../../protocol";
import { Avatar } from "../../ui/components/Avatar";
import { Fact } from "../../ui/components/Fact";
import { useNow, useSelect } from "../context";
import { PastConversations } from "./PastConversations";
import { Close } from "../../ui/components/icons";
import type { Sentences } from "../i18n/en";
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
        <div className="profile">
          <Avatar id={contact.id} name={contactName(contact)} />
          <bdi className="profile-name">{contactName(contact)}</bdi>
          {contact.blocked && <span className="chip red">{t.details.blocked}</span>}
        </div>
        <dl className="facts">
          <ContactFacts contact={contact} />
          <ConversationFacts conversation={conversation} />
        </dl>
        <PastConversations key={contact.id} conversation={conversation} />
      </div>
    </aside>
  );
}

function ContactFacts({ contact }: { contact: Conversation["contact"] }) {
  const t = useT();
  return (
    <>
      {contact.addresses.map((address) => (
        <Fact key={`${address.kind} ${address.value}`} name={t.details.address[address.kind] ?? address.kind}>
          {addressText(address)}
          {address.left && <span className="muted"> · {t.details.left}</span>}
        </Fact>
      ))}
      {contact.username !== "" && (
        <Fact name={t.details.username}>@{contact.username.replace(/^@/u, "")}</Fact>
      )}
      {t.details.marketingSaid[contact.marketing] !== undefined && (
        <Fact name={t.details.marketing}>{t.details.marketingSaid[contact.marketing]}</Fact>
      )}
    </>
  );
}

function ConversationFacts({ conversation }: { conversation: Conversation }) {
  const t = useT();
  const { assignee, labels } = conversation;
  const inbox = useSelect((state) => state.me?.inboxes.find(({ id }) => id === conversation.inbox));
  return (
    <>
      {inbox && (
        <Fact name={t.details.inbox}>
          {inbox.name} · {inbox.address}
        </Fact>
      )}
      <Fact name={t.details.status}>{t.details.statuses[conversation.status]}</Fact>
      <Fact name={t.details.assignee}>{assignee?.name ?? t.list.nobody}</Fact>
      {conversation.answered_by !== null && conversation.window.open && (
        <Fact name={t.details.answeredBy}>{conversation.answered_by}</Fact>
      )}
      <Window service={conversation.window} hours={inbox?.capabilities.window_hours} />
      {labels.length > 0 && <Fact name={t.details.labels}>{labels.map(({ name }) => name).join(", ")}</Fact>}
      {conversation.priority !== "normal" && (
        <Fact name={t.details.priority}>
          {t.details.priorities[conversation.priority] ?? conversation.priority}
        </Fact>
      )}
      <Fact name={t.details.created}>{exactTime(conversation.created_at)}</Fact>
    </>
  );
}

/** `hours` 0: this inbox's provider knows no window. */
function Window({ service, hours }: { service: Conversation["window"]; hours: number | undefined }) {
  const t = useT();
  const now = useNow();
  if (hours === 0) return null;
  return <Fact name={t.details.window}>{windowSentence(service, now, t)}</Fact>;
}

function windowSentence(service: Conversation["window"], now: number, t: Sentences): string {
  if (service.closes_at === null) return t.details.windowNever;
  const isOpen = windowState(service, now).level !== "closed";
  return (isOpen ? t.details.windowUntil : t.details.windowClosed)(exactTime(service.closes_at));
}
