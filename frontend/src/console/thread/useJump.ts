/** Brings a place of the thread into view, however far it is: a message, or the first one from a moment on. */
import type { Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef, useState, type Dispatch, type SetStateAction } from "react";
import type { Id, Message } from "../../protocol";
import { ApiError } from "../../protocol/rest/request";
import { compareInstants } from "../../store/state/order";
import { isMomentLoaded } from "../../store/state/ranges";
import type { Thread } from "../../store/state/thread";
import type { ThreadRow } from "../../store/state/threadRows";
import type { ThreadReading } from "../../store/threadReading";
import { useClient } from "../context";
import { useT } from "../i18n/language";

/** It is marked for this long. */
const MARKED_MS = 2000;

/** The id of a message, or a moment. */
export type Place = Id | string;

interface Wanted {
  readonly place: Place;
  /** Whether its page has come; null: it is not asked for, or on its way. */
  readonly answer: "there" | "gone" | "failed" | null;
}

export function useJump(
  conversation: Id,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  rows: readonly ThreadRow[],
  /** Null while `rows` are not those of now. */
  thread: Thread | null,
) {
  const t = useT();
  const { threads, notice } = useClient();
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const asked = useRef<Wanted | null>(null);
  const [marked, setMarked] = useMarked();
  const isReady = thread?.loaded === true;
  const index = wanted === null || !isReady ? -1 : placeOf(rows, thread, wanted);
  useEffect(() => {
    if (wanted === null || !isReady) return;
    if (index < 0 && wanted.answer === null) {
      // Once for each wish, however often the rows change meanwhile: by its own page, too.
      if (asked.current !== wanted) askFor(threads, conversation, wanted, setWanted);
      asked.current = wanted;
      return;
    }
    const row = rows[index];
    // oxlint-disable-next-line react/set-state-in-effect -- only now the list can be scrolled to it
    setWanted(null);
    if (row?.type === "message") {
      virtualizer.scrollToIndex(index, { align: "center" });
      setMarked(row.message.id);
    } else
      notice.set({
        kind: "problem",
        text: wanted.answer === "failed" ? t.thread.failed : t.thread.quotedGone,
      });
  }, [conversation, threads, notice, virtualizer, wanted, rows, index, isReady, t, setMarked]);
  return { marked, jump: useCallback((place: Place) => setWanted({ place, answer: null }), []) };
}

function askFor(
  threads: ThreadReading,
  conversation: Id,
  wanted: Wanted,
  set: Dispatch<SetStateAction<Wanted | null>>,
): void {
  const done = (answer: Wanted["answer"]): void =>
    set((now) => (now === wanted ? { ...wanted, answer } : now));
  threads.loadPart(conversation, wanted.place).then(
    () => done("there"),
    (error: unknown) => done(error instanceof ApiError && error.status === 404 ? "gone" : "failed"),
  );
}

/** -1 where it is not loaded. */
function placeOf(rows: readonly ThreadRow[], { ranges }: Thread, { place, answer }: Wanted): number {
  const isAt = (message: Message): boolean =>
    typeof place === "number" ? message.id === place : compareInstants(message.timestamp, place) >= 0;
  if (typeof place === "string" && answer === null && !isMomentLoaded(ranges, place)) return -1;
  const index = rows.findIndex((row) => row.type === "message" && isAt(row.message));
  if (index >= 0 || typeof place === "number") return index;
  return rows.findLastIndex(({ type }) => type === "message");
}

function useMarked() {
  const [marked, setMarked] = useState<Id | null>(null);
  useEffect(() => {
    if (marked === null) return;
    const timer = setTimeout(() => setMarked(null), MARKED_MS);
    return () => clearTimeout(timer);
  }, [marked]);
  return [marked, setMarked] as const;
}
