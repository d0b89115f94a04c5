/** Whether the server has not even answered with the first list, for which everything else waits. */
import { useIsFetching } from "@tanstack/react-query";
import { useClient, useSignal } from "../context";

export function useNothingYet(): boolean {
  const isReady = useSignal(useClient().ready);
  const silent = useIsFetching({
    queryKey: ["list"],
    predicate: ({ state }) => state.fetchFailureCount > 0,
  });
  return !isReady && silent > 0;
}
