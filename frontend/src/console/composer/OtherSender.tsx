/** Another sender of the number answers: nothing is written here until somebody takes the conversation over. */
import type { Conversation } from "../../protocol";
import { contactName } from "../../ui/text/format";
import { useClient, useRun } from "../context";
import { announce } from "../shell/announcer";
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
  const takeOver = (): void => {
    const said = t.announced.takenOver(contactName(conversation.contact));
    run(client.conversations.takeOver(conversation.id).then(() => announce(said)));
  };
  return (
    <div className="composer-bar">
      <p role="status">
        <b>{t.composer.otherAnswers(name)}</b> <span className="muted">{t.composer.takeOverHint}</span>
      </p>
      <button type="button" className="button" onClick={takeOver}>
        {t.composer.takeOver}
      </button>
    </div>
  );
}
