/** How views reach the client: its state by selector, its signals, and the clock. */
import { createContext, use, useCallback, useRef, useSyncExternalStore } from "react";
import { ApiError } from "../protocol/rest/request";
import { onServerClock, serverNow } from "../protocol/serverClock";
import type { ConsoleClient } from "../store/client";
import type { Conversation, Id, Inbox, Me } from "../protocol";
import { elsewhere } from "../store/elsewhere";
import { Signal } from "../store/signal";
import type { State } from "../store/state/state";
import { emptyThread, type Thread } from "../store/state/thread";
import type { Sentences } from "./i18n/en";
import { useT } from "./i18n/language";

export const ClientContext = createContext<ConsoleClient | null>(null);

export function useClient(): ConsoleClient {
  const client = use(ClientContext);
  if (client === null) throw new Error("no ConsoleClient above");
  return client;
}

/** Part of the state. `select` must answer the same reference while nothing it reads has changed. */
export function useSelect<T>(select: (state: State) => T): T {
  const { store } = useClient();
  const latest = useRef<{ state: State; select: (state: State) => T; value: T } | null>(null);
  const read = (): T => {
    const state = store.get();
    const known = latest.current;
    if (known && known.state === state && known.select === select) return known.value;
    const value = select(state);
    latest.current = { state, select, value };
    return value;
  };
  return useSyncExternalStore(store.subscribe, read);
}

export function useSignal<T>(signal: Signal<T>): T {
  return useSyncExternalStore(signal.subscribe, signal.get);
}

/** Who is logged in, as they are by now. */
export function useMe(): Me {
  const { me } = useClient();
  return useSelect((state) => state.me) ?? me;
}

export function useConversation(id: Id): Conversation | undefined {
  return useSelect(useCallback((state) => state.conversations.get(id), [id]));
}

/** Empty while it is not loaded. */
export function useThread(id: Id): Thread {
  return useSelect(useCallback((state) => state.threads.get(id) ?? emptyThread, [id]));
}

export function useInbox(id: Id): Inbox | undefined {
  return useSelect(useCallback((state) => state.me?.inboxes.find((inbox) => inbox.id === id), [id]));
}

/** The server's time, as a number that changes every half minute, for all relative times at once. */
const halfMinutes = new Signal(serverNow());
const showTime = (): void => halfMinutes.set(serverNow());
setInterval(showTime, 30_000);
onServerClock(showTime);

export function useNow(): number {
  return useSignal(halfMinutes);
}

/** Runs a verb and says so when it was refused. */
export function useRun(): (work: Promise<unknown>) => void {
  const client = useClient();
  const t = useT();
  return useCallback(
    (work) => {
      work.catch((error: unknown) => {
        const where = elsewhere(error);
        const about = where === null ? {} : { conversation: where };
        client.notice.set({ kind: "problem", text: problem(error, t), ...about });
      });
    },
    [client, t],
  );
}

function problem(error: unknown, t: Sentences): string {
  return t.actions.failed(error instanceof ApiError ? error.sentence : t.actions.noAnswer);
}
