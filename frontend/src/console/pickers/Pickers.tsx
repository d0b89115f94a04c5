/** The open picker, and the question before a colleague loses a conversation: loaded when they are first needed. */
import { useEffect } from "react";
import { BulkHost } from "../bulk/BulkHost";
import { useClient, useSignal } from "../context";
import { NewConversationHost } from "../newConversation/NewConversationHost";
import { OpenPicker, OwnerDialog } from "../lazyComponents";
import type { OpenThread } from "../shell/useOpening";
import { picking } from "./picking";

export function Pickers({ onOpen }: { onOpen: OpenThread }) {
  const client = useClient();
  const open = useSignal(picking);
  const question = useSignal(client.ownerQuestion);
  useEffect(() => () => picking.set(null), []);
  return (
    <>
      {open !== null && <OpenPicker key={`${open.what} ${open.conversation}`} picking={open} />}
      {question !== null && <OwnerDialog question={question} />}
      <NewConversationHost onOpen={onOpen} />
      <BulkHost onOpen={(id) => onOpen(id, false)} />
    </>
  );
}
