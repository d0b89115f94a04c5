/** The REST cache: what was read stays true, because the feed keeps it fresh. */
import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError, NoAnswer } from "../protocol/rest/request";

export function newQueries(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: report }),
    defaultOptions: {
      queries: { staleTime: Infinity, gcTime: Infinity, refetchOnWindowFocus: false, retry: worthRetrying },
    },
  });
}

/** What neither the server nor the network said is a bug, of ours or of the contract. */
function report(error: Error): void {
  if (!(error instanceof ApiError || error instanceof NoAnswer)) console.error(error);
}

/** Refusals are answers; only silence and an overloaded server are worth asking again. */
function worthRetrying(failures: number, error: Error): boolean {
  if (error instanceof NoAnswer) return true;
  return error instanceof ApiError && error.status >= 500 && failures < 5;
}
