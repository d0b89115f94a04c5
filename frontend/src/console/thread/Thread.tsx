/** The messages of one conversation: virtual, held at the bottom, older pages come in above. */
import { useVirtualizer } from "@tanstack/react-virtual";
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
import { firstUnread, seenUpTo, threadRows, type ThreadRow } from "../../store/state/selectors";
import { estimatedHeight } from "../../store/messages/heights";
import { useSelect, useThread } from "../context";
import { Down } from "../../ui/components/icons";
import { useHeld, usePressed } from "../../ui/usePressed";
import { ThreadRows } from "./ThreadRows";
import { ThreadState } from "./ThreadState";
import { useAnnouncements } from "./useAnnouncements";
import { useJump } from "./useJump";
import { useSeen } from "./useSeen";
import { END_PX, useThreadEnd } from "./useThreadEnd";
import { useOlder, useThreadPages } from "./useThreadPages";
import { useT } from "../i18n/language";

export interface MessagesHandle {
  jump: (id: Id) => void;
}

export function Thread({ conversation, ref }: { conversation: Conversation; ref: Ref<MessagesHandle> }) {
  const t = useT();
  const pages = useThreadPages(conversation.id);
  const scroller = useRef<HTMLDivElement>(null);
  const { thread, rows: newest, settled } = useRows(conversation);
  // A click on a message is not lost because another one comes.
  const rows = useHeld(newest, usePressed(scroller));
  const virtualizer = useThreadVirtualizer(rows, scroller);
  const { atEnd, fresh, toEnd, onScroll } = useThreadEnd(virtualizer, rows, scroller, settled);
  useOlder(virtualizer, pages);
  const { marked, jump } = useJump(virtualizer, rows, pages);
  useImperativeHandle(ref, () => ({ jump }), [jump]);
  const lastShown = atEnd ? rows.length - 1 : (virtualizer.range?.endIndex ?? -1);
  const seen = useMemo(() => seenUpTo(rows, lastShown), [rows, lastShown]);
  useSeen(conversation, seen);
  const announcement = useAnnouncements(conversation, thread);
  return (
    <div className="thread-body">
      <div
        ref={scroller}
        className="thread-scroll"
        role="log"
        aria-live="off"
        aria-label={t.thread.label(contactName(conversation.contact))}
        aria-busy={pages.isPending}
        tabIndex={0}
        onScroll={onScroll}
      >
        <ThreadRows rows={rows} virtualizer={virtualizer} marked={marked} />
      </div>
      <ThreadState pages={pages} count={rows.length} />
      {!atEnd && <ToEndButton fresh={fresh} onClick={toEnd} />}
      <p className="sr-only" role="status">
        {announcement}
      </p>
    </div>
  );
}

function useThreadVirtualizer(rows: readonly ThreadRow[], scroller: RefObject<HTMLDivElement | null>) {
  // oxlint-disable-next-line react/incompatible-library -- no compiler is used: what it answers is read in each render
  return useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    estimateSize: (index) => estimatedHeight(rows[index]),
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: END_PX,
    overscan: 8,
    paddingStart: 16,
    paddingEnd: 16,
  });
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

function useRows(conversation: Conversation) {
  const { id } = conversation;
  const thread = useThread(id);
  const outbox = useSelect((state) => state.outbox);
  const { from, settled } = useUnreadFrom(conversation, thread.loaded ? thread.messages : null);
  const rows = useMemo(
    () => (thread.loaded || thread.messages.length > 0 ? threadRows(thread, outbox, id, localDay, from) : []),
    [thread, outbox, id, from],
  );
  return { thread, rows, settled };
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
