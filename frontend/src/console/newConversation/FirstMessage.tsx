/** The template that begins a conversation. What was filled in stays until it has been taken. */
import { useEffect, useRef, useState, type RefObject } from "react";
import type { Id, Inbox } from "../../protocol";
import { ApiError } from "../../protocol/rest/request";
import { postFirstMessage, type Recipient } from "../../protocol/rest/recipients";
import type { Sent } from "../../store/sending/sending";
import { uuid } from "../../store/uuid";
import { useLeave } from "../../ui/components/unsaved";
import { TemplatePicker } from "../dialogs/templates/TemplatePicker";
import { useClient } from "../context";
import { useDialogT } from "../i18n/language";

interface FirstMessageProps {
  recipient: Recipient;
  inbox: Inbox;
  onBack: () => void;
  onSent: (conversation: Id) => void;
}

export function FirstMessage({ recipient, inbox, onBack, onSent }: FirstMessageProps) {
  const t = useDialogT().newConversation;
  const leave = useLeave();
  const { problem, isBusy, send } = useSend(recipient.receiver, inbox.id, onSent);
  const { name } = recipient.contact ?? { name: "" };
  return (
    <div className="first-message">
      <p className="first-message-to">
        <span>
          {t.toWhom} <bdi>{name === "" ? recipient.receiver : `${name} (${recipient.receiver})`}</bdi>{" "}
          {t.fromWhich} <bdi>{inbox.name}</bdi>
        </span>
        <button type="button" className="button small" onClick={() => leave(onBack)}>
          {t.change}
        </button>
      </p>
      <p className="muted">{t.onlyTemplates}</p>
      <TemplatePicker
        inbox={inbox.id}
        name={name}
        action={isBusy ? t.sending : t.send}
        onChosen={send}
        isStep
      />
      <p className="field-hint red" role="alert">
        {problem}
      </p>
    </div>
  );
}

/** The same message once more is the same message: who got no answer may try again. */
function useSend(receiver: string, inbox: Id, onSent: (conversation: Id) => void) {
  const t = useDialogT().newConversation;
  const { notice } = useClient();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const tried = useRef({ what: "", id: "" });
  const isThere = useIsThere();
  const send = ({ template }: Sent): void => {
    if (isBusy || !template) return;
    const what = JSON.stringify(template);
    if (tried.current.what !== what) tried.current = { what, id: uuid() };
    setBusy(true);
    setProblem("");
    postFirstMessage(inbox, { receiver, client_id: tried.current.id, template })
      .then(
        // Whoever has closed the dialog is elsewhere, and stays there.
        ({ conversation }) => isThere.current && onSent(conversation),
        (error: unknown) => {
          const why = error instanceof ApiError ? error.sentence : t.noAnswer;
          if (isThere.current) setProblem(why);
          else notice.set({ kind: "problem", text: t.notSent(receiver, why) });
        },
      )
      .finally(() => setBusy(false));
  };
  return { isBusy, problem, send };
}

function useIsThere(): RefObject<boolean> {
  const isThere = useRef(true);
  useEffect(() => {
    isThere.current = true;
    return () => void (isThere.current = false);
  }, []);
  return isThere;
}
