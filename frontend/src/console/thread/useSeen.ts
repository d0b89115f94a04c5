/** Tells the server what the agent has seen: the open conversation, on the screen, in the focused window. */
import { useEffect, useSyncExternalStore } from "react";
import type { Conversation, Id } from "../../protocol";
import { useClient, useSignal } from "../context";

/** Long enough on the screen to have been noticed. */
const NOTICED_MS = 400;

function subscribe(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  window.addEventListener("focus", listener);
  window.addEventListener("blur", listener);
  return () => {
    document.removeEventListener("visibilitychange", listener);
    window.removeEventListener("focus", listener);
    window.removeEventListener("blur", listener);
  };
}

export function useIsLookedAt(): boolean {
  return useSyncExternalStore(subscribe, () => document.visibilityState === "visible" && document.hasFocus());
}

/** `newest` is the newest inbound message on the screen. */
export function useSeen({ id, unread }: Conversation, newest: Id | undefined): void {
  const client = useClient();
  const isLookedAt = useIsLookedAt();
  const isOpen = useSignal(client.link).state === "open";
  const keptUnread = useSignal(client.keptUnread);
  const due = unread > 0 && isLookedAt && isOpen && keptUnread !== id;
  useEffect(() => {
    if (!due || newest === undefined) return;
    // Refused or lost: the next message or the next look tries again.
    const timer = setTimeout(() => void client.seen(id, newest).catch(() => {}), NOTICED_MS);
    return () => clearTimeout(timer);
  }, [client, id, due, newest]);
}
