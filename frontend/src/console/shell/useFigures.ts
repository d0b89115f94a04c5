/** What was done today, asked for again when something was. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { serverNow } from "../../protocol/serverClock";
import { getFigures, type Figures } from "../../protocol/rest/figures";
import { minutesOfDay } from "../../ui/text/format";
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
    queryFn: ({ signal }) => getFigures(minutesOfDay(new Date(serverNow())), signal),
    staleTime: EVERY_MS,
    enabled: isReady,
  });
  // Whoever answers or resolves changes one of these.
  const done = useSelect(({ counts: { of } }) =>
    of.size === 0 ? null : `${of.get("view:waiting")} ${of.get("view:all")}`,
  );
  const known = useRef(done);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const before = known.current;
    known.current = done;
    if (before === null || before === done || timer.current !== undefined) return;
    const wait = Math.max(MEASURED_MS, dataUpdatedAt + EVERY_MS - Date.now());
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void client.queries.invalidateQueries({ queryKey: KEY });
    }, wait);
  }, [client, done, dataUpdatedAt]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return data;
}
