/** Who may write first. */
import { useSelect } from "../context";
import { newConversation } from "./newConversation";

/** Opens the dialog; null: this agent sees no inbox from which they could. */
export function useBegin(): (() => void) | null {
  return useSelect((state) => (state.me?.inboxes.length ?? 0) > 0) ? begin : null;
}

function begin(): void {
  newConversation.set(true);
}
