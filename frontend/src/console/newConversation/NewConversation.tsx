/** Writes first: to a number or a contact, from an inbox. Whoever has a conversation there is led into it. */
import { useState } from "react";
import type { Id, Inbox } from "../../protocol";
import type { Recipient } from "../../protocol/rest/recipients";
import { Modal } from "../../ui/components/Modal";
import { useSelect } from "../context";
import { useDialogT } from "../i18n/language";
import type { OpenThread } from "../shell/useOpening";
import { useRoute } from "../shell/useRoute";
import { FirstMessage } from "./FirstMessage";
import { RecipientForm } from "./RecipientForm";
import { newRecipient } from "./newConversation";
import "./NewConversation.css";

interface NewConversationProps {
  onOpen: OpenThread;
  onClose: () => void;
}

const NONE: readonly Inbox[] = [];

export function NewConversation({ onOpen, onClose }: NewConversationProps) {
  const t = useDialogT();
  const { inboxes, inbox, setInbox } = useInboxes();
  const [typed, setTyped] = useState(newRecipient.get);
  const [recipient, setRecipient] = useState<Recipient | null>(null);
  const open = (id: Id): void => {
    onClose();
    onOpen(id, true);
  };
  const found = (one: Recipient): void => {
    if (one.conversation === null) setRecipient(one);
    else open(one.conversation.id);
  };
  return (
    <Modal title={t.newConversation.title} closeLabel={t.close} onClose={onClose} wide={recipient !== null}>
      {inbox === undefined ? (
        <p>{t.newConversation.noInbox}</p>
      ) : recipient === null ? (
        <RecipientForm {...{ typed, setTyped, inboxes, inbox, setInbox }} onFound={found} />
      ) : (
        <FirstMessage {...{ recipient, inbox }} onBack={() => setRecipient(null)} onSent={open} />
      )}
    </Modal>
  );
}

/** Those from which one may write first, and the one that is chosen: at first that of the list. */
function useInboxes() {
  const { query } = useRoute();
  const all = useSelect((state) => state.me?.inboxes ?? NONE);
  const inboxes = all.filter(({ capabilities }) => capabilities.templates);
  const [chosen, setInbox] = useState<Id | null>(query.inbox);
  return { inboxes, inbox: inboxes.find(({ id }) => id === chosen) ?? inboxes[0], setInbox };
}
