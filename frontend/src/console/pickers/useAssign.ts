/** Giving a conversation to somebody; what a colleague has is asked about first. */
import { useCallback } from "react";
import type { Conversation } from "../../protocol";
import type { Owner } from "../../store/owners";
import { useClient, useRun } from "../context";

export function useAssign(): (conversation: Conversation, to: Owner) => void {
  const client = useClient();
  const run = useRun();
  return useCallback(
    ({ id, assignee: holder }, to) => {
      const isTheirs = to?.kind === "agent" && to.id === holder?.id;
      const isColleagues = holder !== null && holder.id !== client.me.id && !isTheirs;
      if (isColleagues) client.ownerQuestion.set({ conversation: id, to, holder, since: null });
      else run(client.assign(id, to, holder?.id ?? null));
    },
    [client, run],
  );
}
