import { useEffect, useState } from "react";
import { serverNow } from "../protocol/serverClock";
import { fetchState } from "./calls";
import type { State } from "./state";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function follow(
  customer: number | null,
  messages: number,
  signal: AbortSignal,
  show: (state: State | null) => void,
): Promise<void> {
  let after: number | null = null;
  let wait = FIRST_WAIT_MS;
  while (!signal.aborted) {
    try {
      // One request after the other is the point: each asks for what came after the one before.
      // oxlint-disable-next-line no-await-in-loop
      const state = await fetchState(customer, messages, after, signal);
      if (signal.aborted) return;
      show(state);
      after = state.revision;
      wait = FIRST_WAIT_MS;
    } catch {
      if (signal.aborted) return;
      show(null);
      after = null;
      // oxlint-disable-next-line no-await-in-loop
      await sleep(wait, signal);
      wait = Math.min(LONGEST_WAIT_MS, wait * 2);
    }
  }
}

export interface Updates {
  /** The newest state; kept while the server is away. */
  state: State | null;
  /** When it came, by the server's clock. */
  seen: Date;
  connected: boolean;
  /** The customer who was on top at first. */
  first: number | null;
}

const NOTHING_YET: Updates = { state: null, seen: new Date(0), connected: true, first: null };

export function useUpdates(customer: number | null, messages: number): Updates {
  const [updates, setUpdates] = useState(NOTHING_YET);
  useEffect(() => {
    const ending = new AbortController();
    void follow(customer, messages, ending.signal, (next) => {
      setUpdates((before) => {
        if (next === null) return { ...before, connected: false };
        const first = before.first ?? next.customers[0]?.id ?? null;
        return { state: next, seen: new Date(serverNow()), connected: true, first };
      });
    });
    return () => ending.abort();
  }, [customer, messages]);
  return updates;
}
