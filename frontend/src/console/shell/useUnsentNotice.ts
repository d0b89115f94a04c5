/** Tells the agent, wherever they are by now, that a message of another conversation was not sent. */
import { useEffect, useRef } from "react";
import { contactName } from "../../ui/text/format";
import { refusalSentence } from "../shared/refusalSentence";
import type { Id } from "../../protocol";
import { useClient, useSelect } from "../context";
import { useT } from "../i18n/language";

export function useUnsentNotice(open: Id | null): void {
  const t = useT();
  const client = useClient();
  const outbox = useSelect((state) => state.outbox);
  const notified = useRef(new Set<string>());
  useEffect(() => {
    for (const { clientId, conversation, state, refusal } of outbox) {
      if (refusal === null || (state !== "conflict" && state !== "refused") || notified.current.has(clientId))
        continue;
      notified.current.add(clientId);
      if (conversation === open) continue;
      const contact = client.store.get().conversations.get(conversation)?.contact;
      const name = contact ? contactName(contact) : "…";
      client.notice.set({
        kind: "problem",
        text: t.conflict.elsewhere(name, refusalSentence(refusal, t)),
        conversation,
      });
    }
  }, [client, outbox, open, t]);
}
