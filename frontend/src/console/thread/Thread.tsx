/** The messages of one conversation: virtual, held at the bottom, older pages come in above. */
import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual";
import {
  useCallback,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type Ref,
  type RefObject,
} from "react";
import { contactName, localDay } from "../../ui/text/format";
import type { Conversation, Id, Message } from "../../protocol";
import { firstUnread, seenUpTo } from "../../store/state/selectors";
import { endOf, isWhole, type Thread as State } from "../../store/state/thread";
import { threadRows, type ThreadRow } from "../../store/state/threadRows";
import { estimatedHeight } from "../../store/messages/heights";
import { useClient, useSelect, useThread } from "../context";
import { Down } from "../../ui/components/icons";
import { useHeld, usePressed } from "../../ui/usePressed";
import { FloatingDay } from "./FloatingDay";
import { ThreadRows } from "./ThreadRows";
import { ThreadState } from "./ThreadState";
import { useAnnouncements } from "./useAnnouncements";
import { useGoing } from "./useGoing";
import type { Place } from "./useJump";
import { useSeen } from "./useSeen";
import { useSteadyAim } from "./useSteadyAim";
import { useStop, useThreadFocus } from "./useThreadFocus";
import { END_PX, useThreadEnd } from "./useThreadEnd";
import { useNearPages, useThreadBeginning, useThreadPages } from "./useThreadPages";
import { useT } from "../i18n/language";

export interface MessagesHandle {
  jump: (place: Place) => void;
  focusLast: () => void;
  /** Opens the reactions of the message that had the focus last, else of the last one. */
  react: () => void;
  /** Asks for a day, from this one on or from the one in sight. */
  goToDate: (day?: string) => void;
}

interface ThreadProps {
  conversation: Conversation;
  /** What is known of the customer is shown beside. */
  detailsShown: boolean;
  /** Back to what is written. */
  onLeave: () => void;
  ref: Ref<MessagesHandle>;
}

export function Thread({ conversation, detailsShown, onLeave: leave, ref }: ThreadProps) {
  const t = useT();
  const pages = useThreadPages(conversation.id, detailsShown);
  const beginning = useThreadBeginning(conversation.id);
  const scroller = useRef<HTMLDivElement>(null);
  const { thread, rows, isNewest, settled } = useRows(conversation, scroller);
  const stop = useStop(rows);
  const virtualizer = useThreadVirtualizer(rows, scroller, stop.index);
  const { atEnd, fresh, toEnd, onScroll } = useThreadEnd(virtualizer, rows, scroller, settled);
  const next = useNearPages(conversation.id, virtualizer, rows, thread.ranges);
  const { marked, dialog, ...going } = useGoing({ conversation, thread, rows, isNewest, virtualizer });
  const focus = useThreadFocus({ rows, stop, virtualizer, scroller, beginning, thread, marked, leave });
  const react = useReact(scroller, focus.focusStop);
  useImperativeHandle(ref, () => ({ ...going, react, focusLast: focus.focusLast }));
  useReading(conversation, thread, rows, atEnd ? rows.length - 1 : (virtualizer.range?.endIndex ?? -1));
  return (
    <div className="thread-body">
      <div
        ref={scroller}
        className="thread-scroll"
        role={roleOf(rows, pages)}
        aria-label={t.thread.label(contactName(conversation.contact))}
        aria-busy={pages.isPending || (next.url !== null && !next.isError)}
        tabIndex={-1}
        onScroll={onScroll}
        {...focus.handlers}
      >
        <ThreadRows
          rows={rows}
          virtualizer={virtualizer}
          marked={marked}
          stop={stop.index}
          contact={contactName(conversation.contact)}
          isWhole={isWhole(thread)}
          failed={next.isError ? next.url : null}
          onAgain={next.again}
        />
      </div>
      <ThreadState pages={pages} next={next} ranges={thread.ranges} count={rows.length} />
      {!atEnd && <FloatingDay rows={rows} virtualizer={virtualizer} scroller={scroller} />}
      {!atEnd && <ToEndButton fresh={fresh} onClick={toEnd} />}
      {dialog}
    </div>
  );
}

/** A feed has articles, or is busy with getting some. */
function roleOf(rows: readonly ThreadRow[], { isError }: { readonly isError: boolean }): "feed" | "region" {
  return isError && rows.length === 0 ? "region" : "feed";
}

/** What was on the screen is seen, up to the row `last`; what comes is read aloud. */
function useReading(
  conversation: Conversation,
  thread: State,
  rows: readonly ThreadRow[],
  last: number,
): void {
  useAnnouncements(conversation, thread);
  useSeen(
    conversation,
    useMemo(() => seenUpTo(rows, last), [rows, last]),
  );
}

/** By the key: beside the message, as its button does. */
function useReact(scroller: RefObject<HTMLElement | null>, focusStop: () => void): () => void {
  const t = useT();
  const { notice } = useClient();
  return () => {
    focusStop();
    // Once it is in sight.
    requestAnimationFrame(() => {
      const button = scroller.current?.querySelector<HTMLElement>("[tabindex='0'] [data-verb=react]");
      if (button) button.click();
      else notice.set({ kind: "problem", text: t.bubble.noReaction });
    });
  };
}

/** What Tab leads to is always on the page: it may have the focus. */
function withStop(range: Range, stop: number): number[] {
  const shown = defaultRangeExtractor(range);
  if (stop < 0 || shown.includes(stop)) return shown;
  return [...shown, stop].toSorted((a, b) => a - b);
}

function useThreadVirtualizer(
  rows: readonly ThreadRow[],
  scroller: RefObject<HTMLDivElement | null>,
  stop: number,
) {
  // oxlint-disable-next-line react/incompatible-library -- no compiler is used: what it answers is read in each render
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    estimateSize: (index) => estimatedHeight(rows[index]),
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: END_PX,
    overscan: 8,
    rangeExtractor: useCallback((range: Range) => withStop(range, stop), [stop]),
    paddingStart: 16,
    paddingEnd: 16,
  });
  useSteadyAim(virtualizer, rows);
  return virtualizer;
}

function ToEndButton({ fresh, onClick }: { fresh: number; onClick: () => void }) {
  const t = useT();
  return (
    <button
      type="button"
      className={fresh > 0 ? "pill bottom" : "pill bottom quiet"}
      onClick={onClick}
      aria-label={fresh > 0 ? `${t.thread.newMessages(fresh)}. ${t.thread.toEnd}` : t.thread.toEnd}
    >
      <Down /> {fresh > 0 && t.thread.newMessages(fresh)}
    </button>
  );
}

function useRows(conversation: Conversation, scroller: RefObject<HTMLElement | null>) {
  const { id } = conversation;
  const thread = useThread(id);
  const outbox = useSelect((state) => state.outbox);
  const { from, settled } = useUnreadFrom(
    conversation,
    useMemo(() => (thread.loaded ? endOf(thread) : null), [thread]),
  );
  const newest = useMemo(
    () => (thread.loaded || thread.messages.length > 0 ? threadRows(thread, outbox, id, localDay, from) : []),
    [thread, outbox, id, from],
  );
  // A click on a message is not lost because another one comes.
  const rows = useHeld(newest, usePressed(scroller));
  return { thread, rows, isNewest: rows === newest, settled };
}

/** The first message that was unread when the conversation was opened, as soon as it is loaded. */
function useUnreadFrom({ unread }: Conversation, messages: readonly Message[] | null) {
  const [opened, setOpened] = useState<{ newest: Id; unread: number } | null>(null);
  // Before anything is painted: the thread opens there.
  useLayoutEffect(() => {
    if (messages !== null && opened === null) {
      // oxlint-disable-next-line react/set-state-in-effect -- remembers one moment: the first in which messages are there
      setOpened({ newest: messages.reduce((most, { id }) => Math.max(most, id), 0), unread });
    }
  }, [messages, opened, unread]);
  const from = useMemo(
    () => (messages && opened ? (firstUnread(messages, opened.unread, opened.newest) ?? null) : null),
    [messages, opened],
  );
  return { from, settled: opened !== null };
}
