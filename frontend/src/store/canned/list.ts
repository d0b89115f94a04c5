/** The canned responses of an inbox as the console holds them: read when they are first needed, and again when one changed. */
import type { QueryClient } from "@tanstack/react-query";
import type { Id } from "../../protocol";
import type { CannedResponse } from "../../protocol/canned";
import { getCannedResponses } from "../../protocol/rest/canned";
import { askAgain } from "../queries";

const ALL = ["canned"] as const;

/** For `useQuery`. The palette asks by it as well. */
export function cannedQuery(inbox: Id | null) {
  return {
    queryKey: [...ALL, inbox],
    queryFn: ({ signal }: { signal: AbortSignal }): Promise<CannedResponse[]> =>
      getCannedResponses(inbox, signal),
  };
}

/** Read again what is on the screen; the rest when it is next shown. */
export function forgetCanned(queries: QueryClient): Promise<void> {
  return askAgain(queries, ALL);
}

/** One of them was sent: their order in the inbox may be another one. */
export function cannedUsed(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: ALL, refetchType: "none" });
}
