/** Said at once, over everything else that is read: what was written did not get there. */
import { useEffect, useRef, useState } from "react";
import { contactName } from "../../ui/text/format";
import { remedies } from "../../store/messages/failures";
import { refusalSentence } from "../shared/refusalSentence";
import type { Id, Message } from "../../protocol";
import { ofConversation } from "../../store/state/pending";
import type { State } from "../../store/state/state";
import { useClient, useSelect, useSignal } from "../context";
import type { Sentences } from "../i18n/en";
import { useT } from "../i18n/language";

export function FailureAlert({ open }: { open: Id | null }) {
  const t = useT();
  const failed = useFailed(open);
  const refused = useRefused(open);
  return (
    <div className="sr-only" role="alert">
      {failed && <p key={`${failed.id} ${failed.status}`}>{failed.text}</p>}
      {refused && <p key={refused.clientId}>{t.conflict.elsewhere(refused.name, refused.why)}</p>}
    </div>
  );
}

/** By the provider, or without an answer of it. What is elsewhere is a notice, which says it as well: not twice. */
function useFailed(open: Id | null) {
  const t = useT();
  const client = useClient();
  const message = useSignal(client.undelivered);
  const last = useRef<Message | null>(null);
  const [said, setSaid] = useState<{ id: Id; status: string; text: string } | null>(null);
  useEffect(() => {
    // Once: opening another conversation repeats nothing.
    if (message === null || last.current === message) return;
    last.current = message;
    const text = failureSentence(message, nameOf(client.store.get(), message.conversation), t);
    const { conversation } = message;
    if (conversation !== open) client.notice.set({ kind: "problem", text, conversation });
    // oxlint-disable-next-line react/set-state-in-effect -- said once, as it was when it happened
    else setSaid({ id: message.id, status: message.status, text });
  }, [client, message, open, t]);
  return said;
}

function failureSentence({ status, error, kind }: Message, name: string, t: Sentences): string {
  if (status === "unconfirmed") return t.failures.unconfirmed(name);
  const { code, advice } = error ?? { code: "", advice: "none" };
  const canResend = remedies({ kind, code, advice, isClosed: false }).includes("resend");
  return t.failures.failed(name, error?.title ?? t.statuses.failed, canResend);
}

/** By the server, before it was sent. */
function useRefused(open: Id | null) {
  const t = useT();
  const outbox = useSelect((state) => state.outbox);
  const client = useClient();
  if (open === null) return null;
  const last = ofConversation(outbox, open).findLast(({ state }) => state === "refused");
  if (!last?.refusal) return null;
  const { clientId, refusal } = last;
  return { clientId, name: nameOf(client.store.get(), open), why: refusalSentence(refusal, t) };
}

function nameOf(state: State, conversation: Id): string {
  const contact = state.conversations.get(conversation)?.contact;
  return contact ? contactName(contact) : "…";
}
