/** The messages of one conversation: virtual, held at the bottom, older pages come in above. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode, type RefObject, type UIEvent } from "react";
import { contactName, dayName, localDay } from "../format";
import { t } from "../i18n/en";
import type { Conversation, Id, Message } from "../protocol";
import type { Pending } from "../state/pending";
import { newestInbound, threadRows, type ThreadRow } from "../state/selectors";
import { emptyThread } from "../state/thread";
import { Empty } from "./bits";
import { Bubble } from "./Bubble";
import { useDesk, useNow, useSelect, useSignal } from "./context";
import { Down } from "./icons";
import { PendingBubble } from "./PendingBubble";
import { useAnnouncements } from "./useAnnouncements";
import { useSeen } from "./useSeen";

/** Nearer to the end than this is "at the end". */
const END_PX = 80;
/** Nearer to the top than this, the older page is fetched. */
const OLDER_PX = 800;

interface ThreadProps {
  conversation: Conversation;
  onInspect: (message: Message) => void;
  onEdit: (pending: Pending) => void;
}

export function Thread({ conversation, onInspect, onEdit }: ThreadProps) {
  const pages = useThreadPages(conversation.id);
  const { thread, rows } = useRows(conversation);
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    estimateSize: (index) => estimate(rows[index]),
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: END_PX,
    overscan: 8,
    paddingStart: 16,
    paddingEnd: 16,
  });
  const { atEnd, fresh, toEnd, onScroll } = useEnd(virtualizer, rows, scroller);
  useOlder(virtualizer, pages);
  useSeen(conversation, atEnd ? newestInbound(thread) : undefined);
  const announcement = useAnnouncements(conversation, thread);

  const renderRow = (row: ThreadRow): ReactNode => {
    switch (row.type) {
      case "day":
        return <Day instant={row.day} />;
      case "unread":
        return <p className="day unread-line"><span>{t.thread.unread}</span></p>;
      case "message":
        return <Bubble message={row.message} joined={row.joined} onInspect={onInspect} />;
      case "pending":
        return <PendingBubble pending={row.pending} onEdit={onEdit} />;
    }
  };

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
        <div className="virtual" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row && (
              <div
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                className="thread-row"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {renderRow(row)}
              </div>
            );
          })}
        </div>
      </div>
      <ThreadState pages={pages} count={rows.length} />
      {!atEnd && (
        <button
          type="button"
          className={fresh > 0 ? "pill bottom" : "pill bottom quiet"}
          onClick={toEnd}
          aria-label={fresh > 0 ? `${t.thread.newMessages(fresh)}. ${t.thread.toEnd}` : t.thread.toEnd}
        >
          <Down /> {fresh > 0 && t.thread.newMessages(fresh)}
        </button>
      )}
      <p className="sr-only" role="status">{announcement}</p>
    </div>
  );
}

type Pages = ReturnType<typeof useThreadPages>;

function useThreadPages(id: Id) {
  const desk = useDesk();
  const ready = useSignal(desk.ready);
  return useInfiniteQuery({
    queryKey: ["thread", id],
    queryFn: async ({ pageParam, signal }) => ({ next: (await desk.loadThread(id, pageParam, signal)).next }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    // Before the feed is followed, an event between two answers could be missed.
    enabled: ready,
    gcTime: 10 * 60_000,
  });
}

function useRows(conversation: Conversation) {
  const { id } = conversation;
  const thread = useSelect(useCallback((state) => state.threads.get(id), [id])) ?? emptyThread;
  const outbox = useSelect((state) => state.outbox);
  const unreadFrom = useUnreadFrom(conversation, thread.loaded ? thread.messages : null);
  const rows = useMemo(
    () => (thread.loaded || thread.messages.length > 0 ? threadRows(thread, outbox, id, localDay, unreadFrom) : []),
    [thread, outbox, id, unreadFrom],
  );
  return { thread, rows };
}

/** The first message that was unread when the conversation was opened. */
function useUnreadFrom({ unread }: Conversation, messages: readonly Message[] | null): Id | null {
  const [from, setFrom] = useState<Id | null | undefined>(undefined);
  useEffect(() => {
    if (messages === null || from !== undefined) return;
    const inbound = messages.filter((message) => message.direction === "inbound");
    setFrom(unread > 0 ? (inbound.at(-unread)?.id ?? null) : null);
  }, [messages, unread, from]);
  return from ?? null;
}

/** A first guess of a row's height; it is measured when it is shown. */
function estimate(row: ThreadRow | undefined): number {
  if (row === undefined || row.type === "day" || row.type === "unread") return 40;
  const text = row.type === "message" ? row.message.content : row.pending.content;
  return 40 + 20 * Math.min(40, Math.ceil(text.length / 60) + (text.split("\n").length - 1));
}

function useEnd(virtualizer: Virtualizer<HTMLDivElement, Element>, rows: readonly ThreadRow[], scroller: RefObject<HTMLElement | null>) {
  const [atEnd, setAtEnd] = useState(true);
  const [seenKey, setSeenKey] = useState<string | undefined>(undefined);
  const lastKey = rows.at(-1)?.key;
  const isEmpty = rows.length === 0;
  useLayoutEffect(() => {
    if (!isEmpty) virtualizer.scrollToEnd();
  }, [virtualizer, isEmpty]);
  useEffect(() => {
    if (atEnd) setSeenKey(lastKey);
  }, [atEnd, lastKey]);
  // The composer grows, the keyboard of a phone comes up: the end stays the end.
  const latest = useRef(atEnd);
  latest.current = atEnd;
  useEffect(() => {
    const { current } = scroller;
    if (!current) return;
    const observer = new ResizeObserver(() => {
      if (latest.current) current.scrollTop = current.scrollHeight;
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [scroller]);
  // What the agent has just sent is always brought into view.
  const lastPending = rows.at(-1)?.type === "pending" ? lastKey : undefined;
  useEffect(() => {
    if (lastPending !== undefined) virtualizer.scrollToEnd();
  }, [virtualizer, lastPending]);
  const seenAt = atEnd ? -1 : rows.findLastIndex((row) => row.key === seenKey);
  return {
    atEnd,
    fresh: seenAt < 0 ? 0 : rows.length - 1 - seenAt,
    toEnd: () => virtualizer.scrollToEnd(),
    onScroll: ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: UIEvent) =>
      setAtEnd(scrollHeight - scrollTop - clientHeight <= END_PX),
  };
}

function useOlder(virtualizer: Virtualizer<HTMLDivElement, Element>, pages: Pages): void {
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = pages;
  const isNear = (virtualizer.scrollOffset ?? 0) < OLDER_PX;
  useEffect(() => {
    if (isNear && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [isNear, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
}

function Day({ instant }: { instant: string }) {
  const now = useNow();
  return <p className="day"><span>{dayName(instant, new Date(now))}</span></p>;
}

function ThreadState({ pages, count }: { pages: Pages; count: number }) {
  if (pages.isError) {
    const again = (
      <button type="button" className="button" onClick={() => void (count > 0 ? pages.fetchNextPage() : pages.refetch())}>
        {t.list.retry}
      </button>
    );
    return <div className="thread-state"><Empty text={[t.thread.failed]} action={again} /></div>;
  }
  if (pages.isFetchingNextPage) return <p className="thread-older" role="status">{t.thread.loading}</p>;
  if (count > 0) return null;
  if (pages.isPending) return <ThreadSkeleton />;
  return <div className="thread-state"><Empty text={[t.thread.empty]} /></div>;
}

const PLACES = [44, 30, 62, 38, 52];

function ThreadSkeleton() {
  return (
    <div className="thread-skeleton" role="status">
      <span className="sr-only">{t.thread.loading}</span>
      {PLACES.map((width, index) => (
        <i key={width} className={index % 2 === 0 ? "left" : "right"} style={{ width: `${width}%` }} aria-hidden="true" />
      ))}
    </div>
  );
}
