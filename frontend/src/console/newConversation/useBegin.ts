/** Who may write first. */
import { useSelect } from "../context";
import { newConversation, newRecipient } from "./newConversation";

/** Opens the dialog; null: this agent sees no inbox from which they could. */
export function useBegin(): (() => void) | null {
  return useSelect((state) => (state.me?.inboxes.length ?? 0) > 0) ? begin : null;
}

function begin(): void {
  beginWith("");
}

/** Opens the dialog with this number in it. */
export function beginWith(receiver: string): void {
  newRecipient.set(receiver);
  newConversation.set(true);
}
