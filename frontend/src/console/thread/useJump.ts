/** Brings a place of the thread into view, however far it is: a message, or the first one from a moment on. */
import type { Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef, useState, type Dispatch, type SetStateAction } from "react";
import type { Id, Message } from "../../protocol";
import { ApiError } from "../../protocol/rest/request";
import { fullDate, localDay } from "../../ui/text/format";
import { compareInstants } from "../../store/state/order";
import { isMomentLoaded } from "../../store/state/ranges";
import type { Thread } from "../../store/state/thread";
import type { ThreadRow } from "../../store/state/threadRows";
import { useClient } from "../context";
import type { Sentences } from "../i18n/en";
import { useT } from "../i18n/language";
import { announce } from "../shell/announcer";
import { isDay } from "./dates";

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
  const { notice } = useClient();
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const [marked, setMarked] = useMarked();
  const isReady = thread?.loaded === true;
  const index = wanted === null || !isReady ? -1 : placeOf(rows, thread, wanted);
  const tell = useTold();
  const isMissing = wanted !== null && wanted.answer === null && isReady && index < 0;
  useAsked(conversation, wanted, isMissing, thread?.loaded === false, setWanted);
  useGivenUp(virtualizer, wanted !== null, setWanted);
  useEffect(() => {
    if (wanted === null || !isReady || isMissing) return;
    const row = rows[index];
    // oxlint-disable-next-line react/set-state-in-effect -- only now the list can be scrolled to it
    setWanted(null);
    if (row?.type === "message") {
      virtualizer.scrollToIndex(index, { align: "center" });
      setMarked(row.message.id);
      if (typeof wanted.place === "string") tell(wanted.place, row.message.timestamp);
    } else notice.set({ kind: "problem", text: whyNot(wanted, t) });
  }, [notice, virtualizer, wanted, rows, index, isReady, isMissing, t, tell, setMarked]);
  return { marked, jump: useCallback((place: Place) => setWanted({ place, answer: null }), []) };
}

function whyNot({ place, answer }: Wanted, t: Sentences): string {
  if (answer === "failed") return t.thread.failed;
  return typeof place === "string" ? t.thread.empty : t.thread.quotedGone;
}

/** The day that is reached; where it is another one than was asked for, to who sees it, too. */
function useTold(): (asked: string, reached: string) => void {
  const t = useT();
  const { notice } = useClient();
  return useCallback(
    (asked, reached) => {
      const day = fullDate(reached);
      if (isDay(asked) && localDay(asked) !== localDay(reached))
        notice.set({ kind: "told", text: t.goToDate.nothingOn(fullDate(asked), day) });
      else announce(t.goToDate.went(day));
    },
    [notice, t],
  );
}

type SetWanted = Dispatch<SetStateAction<Wanted | null>>;

/** Asks for the page once, whatever else comes meanwhile; anew where the thread was reset, which takes no page. */
function useAsked(
  conversation: Id,
  wanted: Wanted | null,
  isMissing: boolean,
  isReset: boolean,
  set: SetWanted,
): void {
  const { threads } = useClient();
  const asked = useRef<{ wanted: Wanted } | null>(null);
  useEffect(() => {
    if (isReset) asked.current = null;
    if (wanted === null || !isMissing || asked.current?.wanted === wanted) return;
    const question = { wanted };
    asked.current = question;
    const done = (answer: Wanted["answer"]): void => {
      if (asked.current !== question) return;
      set((now) => (now === wanted ? { ...wanted, answer } : now));
    };
    threads.loadPart(conversation, wanted.place).then(
      () => done("there"),
      (error: unknown) => done(error instanceof ApiError && error.status === 404 ? "gone" : "failed"),
    );
  }, [threads, conversation, wanted, isMissing, isReset, set]);
}

const MOVING = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"]);

/** Who reads elsewhere by now, or writes, is not taken away from there. */
function useGivenUp(
  { scrollElement }: Virtualizer<HTMLDivElement, Element>,
  isWaiting: boolean,
  set: SetWanted,
): void {
  useEffect(() => {
    if (!isWaiting || !scrollElement) return;
    const gone = new AbortController();
    const listener = { signal: gone.signal, passive: true, capture: true };
    const giveUp = (): void => set(null);
    for (const type of ["wheel", "touchmove"]) scrollElement.addEventListener(type, giveUp, listener);
    scrollElement.addEventListener("keydown", ({ key }) => MOVING.has(key) && giveUp(), listener);
    // Its scrollbar.
    scrollElement.addEventListener(
      "pointerdown",
      ({ target }) => target === scrollElement && giveUp(),
      listener,
    );
    document.addEventListener("input", giveUp, listener);
    return () => gone.abort();
  }, [scrollElement, isWaiting, set]);
}

/** -1 where it is not loaded. */
function placeOf(rows: readonly ThreadRow[], { ranges }: Thread, { place, answer }: Wanted): number {
  const isAt = (message: Message): boolean =>
    typeof place === "number" ? message.id === place : compareInstants(message.timestamp, place) >= 0;
  if (typeof place === "string" && answer !== "there" && !isMomentLoaded(ranges, place)) return -1;
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
