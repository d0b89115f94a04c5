/** Who the customer is and how the conversation stands. */
import { addressText, contactName, exactTime, windowState } from "../format";
import { t } from "../i18n/en";
import type { Conversation } from "../protocol";
import { Avatar } from "./bits";
import { useNow, useSelect } from "./context";
import { Close } from "./icons";
import { Fact } from "./Timeline";

export function Details({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { contact, assignee, labels } = conversation;
  const inbox = useSelect((state) => state.me?.inboxes.find(({ id }) => id === conversation.inbox));
  return (
    <aside className="details" aria-label={t.details.title}>
      <header className="pane-head">
        <h2>{t.details.title}</h2>
        <button type="button" className="icon-button" onClick={onClose} aria-label={t.details.close}><Close /></button>
      </header>
      <div className="details-scroll" tabIndex={0} role="region" aria-label={t.details.title}>
        <div className="profile">
          <Avatar id={contact.id} name={contactName(contact)} />
          <bdi className="profile-name">{contactName(contact)}</bdi>
          {contact.blocked && <span className="chip red">{t.details.blocked}</span>}
        </div>
        <dl className="facts">
          {contact.addresses.map((address) => (
            <Fact key={`${address.kind} ${address.value}`} name={t.details.address[address.kind] ?? address.kind}>
              {addressText(address)}
            </Fact>
          ))}
          {inbox && <Fact name={t.details.inbox}>{inbox.name} · {inbox.address}</Fact>}
          <Fact name={t.details.status}>{t.details.statuses[conversation.status]}</Fact>
          <Fact name={t.details.assignee}>{assignee?.name ?? t.list.nobody}</Fact>
          <Fact name={t.details.window}><Window closesAt={conversation.window.closes_at} /></Fact>
          {labels.length > 0 && <Fact name={t.details.labels}>{labels.map(({ name }) => name).join(", ")}</Fact>}
          {conversation.priority !== "normal" && <Fact name={t.details.priority}>{conversation.priority}</Fact>}
          <Fact name={t.details.created}>{exactTime(conversation.created_at)}</Fact>
        </dl>
      </div>
    </aside>
  );
}

function Window({ closesAt }: { closesAt: string | null }) {
  const now = useNow();
  if (closesAt === null) return t.details.windowNever;
  const isOpen = windowState(closesAt, now).level !== "closed";
  return isOpen ? t.details.windowUntil(exactTime(closesAt)) : t.details.windowClosed(exactTime(closesAt));
}
