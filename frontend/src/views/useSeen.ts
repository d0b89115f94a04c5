/** Tells the server what the agent has seen: the open conversation, on the screen, in the focused window. */
import { useEffect, useSyncExternalStore } from "react";
import type { Conversation, Id } from "../protocol";
import { useDesk, useSignal } from "./context";

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
  const desk = useDesk();
  const isLookedAt = useIsLookedAt();
  const isOpen = useSignal(desk.link).state === "open";
  const keptUnread = useSignal(desk.keptUnread);
  const due = unread > 0 && isLookedAt && isOpen && keptUnread !== id;
  useEffect(() => {
    if (!due || newest === undefined) return;
    // Refused or lost: the next message or the next look tries again.
    const timer = setTimeout(() => void desk.seen(id, newest).catch(() => {}), NOTICED_MS);
    return () => clearTimeout(timer);
  }, [desk, id, due, newest]);
}
