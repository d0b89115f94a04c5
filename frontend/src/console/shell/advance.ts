/** What follows when a conversation is done: the next one. */
import { createContext, use, useCallback } from "react";
import type { Conversation, Id } from "../../protocol";
import { useClient, useRun } from "../context";

/** "put": its row has the focus; "open": it is opened; "reply": with the focus in its composer. */
export type Then = "stay" | "put" | "open" | "reply";

/** Goes on from a conversation that is done. The agent's setting may make more of it than is asked for. */
export type Advance = (from: Id, then: Then) => void;

export const AdvanceContext = createContext<Advance>(() => {});

/** Resolves a conversation and goes on, or opens it again. */
export function useResolve(advance = use(AdvanceContext)) {
  const client = useClient();
  const run = useRun();
  return useCallback(
    ({ id, status }: Conversation, then: Then) => {
      if (status === "resolved") return run(client.change(id, { status: "open" }));
      run(client.change(id, { status: "resolved" }));
      advance(id, then);
    },
    [client, run, advance],
  );
}
