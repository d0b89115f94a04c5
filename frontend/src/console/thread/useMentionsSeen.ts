/** Tells the server that the agent has seen where notes name them: with the open conversation, in the focused window. */
import { useEffect } from "react";
import type { Conversation } from "../../protocol";
import { isConnected } from "../../protocol/socket/socket";
import { unreadMentions } from "../../store/notes/mentions";
import { useClient, useSignal, useThread } from "../context";
import { NOTICED_MS, useIsLookedAt } from "./useSeen";

export function useMentionsSeen(conversation: Conversation): void {
  const { id } = conversation;
  const client = useClient();
  const isLookedAt = useIsLookedAt();
  const isOpen = isConnected(useSignal(client.link));
  const { messages, loaded } = useThread(id);
  const newest = messages.findLast(({ kind }) => kind === "note")?.id;
  const unread = unreadMentions(conversation, client.me.id);
  const due = unread > 0 && loaded && isLookedAt && isOpen;
  useEffect(() => {
    if (!due || newest === undefined) return undefined;
    // Refused or lost: the next note or the next look tries again.
    const timer = setTimeout(() => void client.notes.mentionsSeen(id, newest).catch(() => {}), NOTICED_MS);
    return () => clearTimeout(timer);
  }, [client, id, due, newest]);
}
