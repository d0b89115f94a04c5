/** Tells the agent, wherever they are by now, that a message of another conversation was not sent. */
import { useEffect, useRef } from "react";
import { contactName } from "../format";
import { t } from "../i18n/en";
import type { Id } from "../protocol";
import { useDesk, useSelect } from "./context";

export function useStuckNotice(open: Id | null): void {
  const desk = useDesk();
  const outbox = useSelect((state) => state.outbox);
  const told = useRef(new Set<string>());
  useEffect(() => {
    for (const { clientId, conversation, state, refusal } of outbox) {
      if (refusal === null || (state !== "conflict" && state !== "refused") || told.current.has(clientId)) continue;
      told.current.add(clientId);
      if (conversation === open) continue;
      const contact = desk.store.get().conversations.get(conversation)?.contact;
      const name = contact ? contactName(contact) : "…";
      desk.notice.set({ kind: "problem", text: t.conflict.elsewhere(name, refusal.sentence), conversation });
    }
  }, [desk, outbox, open]);
}
