/** Goes to the message of the open conversation that a search has found. */
import { useEffect, type RefObject } from "react";
import { useRoute } from "../shell/useRoute";
import type { MessagesHandle } from "./Thread";

export function useHit(messages: RefObject<MessagesHandle | null>): void {
  // The address names it together with its conversation.
  const { hit } = useRoute();
  useEffect(() => {
    if (hit !== null) messages.current?.jump(hit);
  }, [hit, messages]);
}
