/** Another sender of the number answers: nothing is written here until somebody takes the conversation over. */
import type { Conversation } from "../../protocol";
import { useClient, useRun } from "../context";
import { useFocusTransfer, type FocusTransfer } from "./focusTransfer";
import { useT } from "../i18n/language";

interface OtherSenderProps {
  conversation: Conversation;
  /** Who answers. */
  name: string;
  focusTransfer: FocusTransfer;
}

export function OtherSender({ conversation, name, focusTransfer }: OtherSenderProps) {
  const t = useT();
  const client = useClient();
  const run = useRun();
  useFocusTransfer(focusTransfer);
  return (
    <div className="other-sender">
      <p role="status">
        <b>{t.composer.otherAnswers(name)}</b> <span className="muted">{t.composer.takeOverHint}</span>
      </p>
      <button type="button" className="button" onClick={() => run(client.takeOver(conversation.id))}>
        {t.composer.takeOver}
      </button>
    </div>
  );
}
