/** A colleague has it, maybe since a moment ago: keep it with them or not. */
import { useRef, useState } from "react";
import { serverNow } from "../../protocol/serverClock";
import type { OwnerQuestion } from "../../store/owners";
import { Modal } from "../../ui/components/Modal";
import { contactName, span } from "../../ui/text/format";
import { useClient, useConversation, useRun } from "../context";
import { useDialogT } from "../i18n/language";

export function OwnerDialog({ question }: { question: OwnerQuestion }) {
  const t = useDialogT().owner;
  const client = useClient();
  const run = useRun();
  const yes = useRef<HTMLButtonElement>(null);
  const [asked] = useState(serverNow);
  const { conversation: id, to, holder, since } = question;
  const conversation = useConversation(id);
  const close = (): void => client.ownerQuestion.set(null);
  const confirm = (): void => {
    close();
    run(client.assign(id, to, holder.id));
  };
  const isMine = to?.kind === "agent" && to.id === client.me.id;
  const verb = isMine ? t.takeOver : to === null ? t.takeAway : t.give(to.name);
  const title = since === null ? t.has(holder.name) : t.tookIt(holder.name, span(asked - Date.parse(since)));
  return (
    <Modal
      title={`${title} ${verb.question}`}
      closeLabel={t.keep(holder.name)}
      onClose={close}
      initialFocus={yes}
    >
      <p>{t.told(holder.name, conversation ? contactName(conversation.contact) : "")}</p>
      <footer className="modal-foot">
        <button type="button" className="button" onClick={close}>
          {t.keep(holder.name)}
        </button>
        <button type="button" className="button primary" ref={yes} onClick={confirm}>
          {verb.answer}
        </button>
      </footer>
    </Modal>
  );
}
