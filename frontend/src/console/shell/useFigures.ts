/** What was done today, asked for again when something was, and when another day begins. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { serverNow } from "../../protocol/serverClock";
import { getFigures, type Figures } from "../../protocol/rest/figures";
import type { State } from "../../store/state/state";
import { minutesOfDay, msToMidnight } from "../../ui/text/format";
import { useClient, useSelect, useSignal } from "../context";

const KEY = ["figures"];
/** It is measured a moment after it was done. */
const MEASURED_MS = 2000;
/** However much is done, not more often than that. */
const EVERY_MS = 15_000;

/** Undefined while they are not known. */
export function useFigures(): Figures | undefined {
  const client = useClient();
  const isReady = useSignal(client.ready);
  const { data, dataUpdatedAt } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => {
      const asOf = doneIn(client.store.get());
      return { asOf, figures: await getFigures(minutesOfDay(new Date(serverNow())), signal) };
    },
    staleTime: EVERY_MS,
    enabled: isReady,
  });
  const done = useSelect(doneIn);
  const isBehind = data !== undefined && done !== null && data.asOf !== done;
  // Also what was done while another conversation was open, and what comes while it is waited; and nothing of yesterday.
  useEffect(() => {
    if (dataUpdatedAt === 0) return;
    const wait = isBehind
      ? Math.max(MEASURED_MS, dataUpdatedAt + EVERY_MS - Date.now())
      : msToMidnight(new Date(serverNow()));
    const timer = setTimeout(() => void client.queries.invalidateQueries({ queryKey: KEY }), wait);
    return () => clearTimeout(timer);
  }, [client, isBehind, dataUpdatedAt]);
  return data?.figures;
}

/** Whoever answers or resolves changes it; null: nothing is counted yet. */
function doneIn({ counts: { of } }: State): string | null {
  return of.size === 0 ? null : `${of.get("view:waiting")} ${of.get("view:all")}`;
}
