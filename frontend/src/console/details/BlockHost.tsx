/** The question before a customer is blocked, where no button asked for it. */
import { useEffect } from "react";
import { contactName } from "../../ui/text/format";
import { useClient, useRun, useSelect, useSignal } from "../context";
import { useT } from "../i18n/language";
import { BlockQuestion } from "../lazyComponents";
import { announce } from "../shell/announcer";
import { blocking } from "./blocking";

export function BlockHost() {
  const t = useT();
  const id = useSignal(blocking);
  const { conversations } = useClient();
  const run = useRun();
  const conversation = useSelect((state) => (id === null ? undefined : state.conversations.get(id)));
  useEffect(() => close, []);
  // Else it would be asked by itself when the conversation is there again.
  const isGone = id !== null && !conversation;
  useEffect(() => {
    if (isGone) close();
  }, [isGone]);
  if (!conversation) return null;
  const name = contactName(conversation.contact);
  const block = async (): Promise<void> => {
    await conversations.setBlocked(conversation, true);
    announce(t.announced.blocked(name));
  };
  return (
    <BlockQuestion
      name={name}
      onClose={close}
      onYes={() => {
        close();
        run(block());
      }}
    />
  );
}

function close(): void {
  blocking.set(null);
}
