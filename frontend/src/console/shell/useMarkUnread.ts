/** Marking a conversation unread, which shows in its row and is said to who cannot see that. */
import { useCallback } from "react";
import type { Conversation } from "../../protocol";
import { contactName } from "../../ui/text/format";
import { useClient, useRun } from "../context";
import { useT } from "../i18n/language";
import { announce } from "./announcer";

export function useMarkUnread(): (conversation: Conversation) => void {
  const t = useT();
  const client = useClient();
  const run = useRun();
  return useCallback(
    ({ id, contact }) =>
      run(client.conversations.markUnread(id).then(() => announce(t.announced.unread(contactName(contact))))),
    [client, run, t],
  );
}
