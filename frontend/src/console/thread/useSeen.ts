/** Tells the server what the agent has seen: the open conversation, on the screen, in the focused window. */
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { Conversation, Id } from "../../protocol";
import { isConnected } from "../../protocol/socket/socket";
import { useClient, useSignal } from "../context";

/** Long enough on the screen to have been noticed. */
export const NOTICED_MS = 400;

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

/**
 * `newest` is the newest inbound message up to which everything was on the screen. Each is told once for as long as the
 * conversation stays open: when a colleague marks it unread meanwhile, nobody has read anything anew.
 */
export function useSeen({ id, unread }: Conversation, newest: Id | undefined): void {
  const client = useClient();
  const isLookedAt = useIsLookedAt();
  const isOpen = isConnected(useSignal(client.link));
  const keptUnread = useSignal(client.keptUnread);
  const noticed = useRef(0);
  const due = isLookedAt && isOpen && keptUnread !== id;
  const isUnread = unread > 0;
  useEffect(() => {
    const before = noticed.current;
    if (!due || newest === undefined || newest <= before) return;
    const timer = setTimeout(() => {
      noticed.current = newest;
      // Refused or lost: the next message or the next look tries again.
      const again = (): void => {
        noticed.current = Math.min(noticed.current, before);
      };
      if (isUnread) void client.seen(id, newest).catch(again);
    }, NOTICED_MS);
    return () => clearTimeout(timer);
  }, [client, id, due, isUnread, newest]);
}
