/** The dialog of writing first, while it is open: loaded when it is first needed. */
import { useEffect } from "react";
import { useSignal } from "../context";
import { NewConversation } from "../lazyComponents";
import type { OpenThread } from "../shell/useOpening";
import { newConversation } from "./newConversation";

export function NewConversationHost({ onOpen }: { onOpen: OpenThread }) {
  const isOpen = useSignal(newConversation);
  useEffect(() => () => newConversation.set(false), []);
  if (!isOpen) return null;
  return <NewConversation onOpen={onOpen} onClose={() => newConversation.set(false)} />;
}
