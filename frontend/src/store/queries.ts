/** The REST cache: what was read stays true, because the feed keeps it fresh. */
import type { Id } from "../protocol";
import { QueryCache, QueryClient, type QueryKey } from "@tanstack/react-query";
import { ApiError, NoAnswer } from "../protocol/rest/request";
import { backoff } from "../protocol/socket/backoff";

/** Soon enough after the network is back for nobody to wait for it. */
const LONGEST_WAIT_MS = 8000;

export function newQueries(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: report }),
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        gcTime: Infinity,
        refetchOnWindowFocus: false,
        // What a browser believes of its network is a guess: what waits must say so, and be tried.
        networkMode: "always",
        retry: worthRetrying,
        retryDelay: (failures) => Math.min(LONGEST_WAIT_MS, backoff(failures)),
      },
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

/** Ask at once, and not after the wait, whatever has got no answer yet. */
export function askUnanswered(queries: QueryClient): void {
  for (const query of queries.getQueryCache().findAll({ type: "active" })) {
    if (query.state.status !== "pending" || query.state.fetchFailureCount === 0) continue;
    const { queryKey } = query;
    void queries
      .cancelQueries({ queryKey, exact: true })
      .then(() => queries.refetchQueries({ queryKey, exact: true }));
  }
}

/** Change what was read under this key; an answer that is still on its way may be older, and is asked for again. */
export function changeKept<Data>(queries: QueryClient, key: QueryKey, change: (known: Data) => Data): void {
  queries.setQueryData<Data>(key, (known) => known && change(known));
  if (queries.isFetching({ queryKey: key }) > 0) void askAgain(queries, key);
}

/** Read again what is on the screen, from a moment after now; the rest when it is next shown. */
export async function askAgain(queries: QueryClient, key: QueryKey): Promise<void> {
  // A first question is not replaced by `invalidateQueries`: it would answer with what was before.
  await queries.cancelQueries({ queryKey: key });
  await queries.invalidateQueries({ queryKey: key });
}

/** Called with the conversation of each thread that nobody has looked at for long. */
export function onForgotten(queries: QueryClient, forget: (conversation: Id) => void): void {
  queries.getQueryCache().subscribe(({ type, query }) => {
    const [what, id] = query.queryKey;
    if (type === "removed" && what === "thread") forget(id as Id);
  });
}
