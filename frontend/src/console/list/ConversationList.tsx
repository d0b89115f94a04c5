/** The virtual list of conversations: a listbox with one tab stop. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from "react";
import type { ConsoleClient } from "../../store/client";
import type { Id } from "../../protocol";
import type { ListQuery } from "../../protocol/lists";
import { listed, listKey } from "../../store/state/selectors";
import { EmptyState } from "../../ui/EmptyState";
import { ConversationRow, ROW_HEIGHT } from "./ConversationRow";
import { useClient, useSelect } from "../context";
import { EmptyList } from "./EmptyList";
import { Up } from "../../ui/icons";
import { useHeldOrder } from "./useHeldOrder";
import { useT } from "../i18n/language";
import "./ConversationList.css";

export interface ListHandle {
  /** Moves the active row (by 0: not) and focuses it. */
  move: (by: number) => void;
  /** The active row's conversation. */
  active: () => Id | null;
}

interface ListProps {
  query: ListQuery;
  open: Id | null;
  onOpen: (id: Id, reply: boolean) => void;
  /** The same search, in all views and whatever the status. */
  onEverywhere: () => void;
  ref: Ref<ListHandle>;
}

export function ConversationList({ query, open, onOpen, onEverywhere, ref }: ListProps) {
  const t = useT();
  const client = useClient();
  const scroller = useRef<HTMLDivElement>(null);
  const pages = usePages(client, query);
  const { ids, waiting, release, handlers } = useHeldOrder(useListed(query), listKey(query), scroller);
  const [chosen, setActive] = useState<Id | null>(null);
  const active = [chosen, open].find((id) => id !== null && ids.includes(id)) ?? ids[0] ?? null;

  useEffect(() => {
    if (open !== null) setActive(open);
  }, [open]);

  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => ids[index] ?? index,
    overscan: 8,
  });
  const items = virtualizer.getVirtualItems();
  useNextPage(pages, items.at(-1)?.index ?? 0, ids.length);

  const wantsFocus = useRef(false);
  useEffect(() => {
    if (!wantsFocus.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-id="${active}"]`);
    if (!row) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });
  const focusOn = (index: number): void => {
    const id = ids[Math.max(0, Math.min(ids.length - 1, index))];
    if (id === undefined) return;
    wantsFocus.current = true;
    setActive(id);
    virtualizer.scrollToIndex(ids.indexOf(id), { align: "auto" });
  };
  const at = active === null ? -1 : ids.indexOf(active);
  useImperativeHandle(ref, () => ({
    move: (by) => focusOn(chosen === null && open === null ? 0 : at + by),
    active: () => active,
  }));
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1 }[event.key];
    if (target !== undefined) focusOn(target);
    else if ((event.key === "Enter" || event.key === " ") && active !== null) onOpen(active, false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="list-body">
      {waiting > 0 && (
        <button type="button" className="pill top" onClick={release} title={t.list.movedHint}>
          <Up /> {t.list.moved(waiting)}
        </button>
      )}
      <div
        ref={scroller}
        className="list-scroll"
        role="listbox"
        aria-label={t.list.label}
        aria-busy={pages.isPending}
        tabIndex={-1}
        onKeyDown={onKeyDown}
        {...handlers}
      >
        <div className="virtual" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const id = ids[item.index];
            if (id === undefined) return null;
            return (
              <ConversationRow
                key={id}
                id={id}
                selected={id === open}
                active={id === active}
                position={item.index + 1}
                size={pages.hasNextPage ? -1 : ids.length}
                top={item.start}
                onOpen={onOpen}
              />
            );
          })}
        </div>
      </div>
      <ListState
        pages={pages}
        count={ids.length}
        empty={<EmptyList query={query} onEverywhere={onEverywhere} />}
      />
    </div>
  );
}

type Pages = ReturnType<typeof usePages>;

function usePages(client: ConsoleClient, query: ListQuery) {
  useEffect(() => client.show(query), [client, query]);
  return useInfiniteQuery({
    queryKey: ["list", listKey(query)],
    queryFn: async ({ pageParam, signal }) => ({
      next: (await client.loadList(query, pageParam, signal)).next,
    }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    // Only the server can say what a search finds: ask again each time.
    ...(query.q !== "" && { gcTime: 0 }),
  });
}

function useListed(query: ListQuery): readonly Id[] {
  const { me } = useClient();
  const conversations = useSelect((state) => state.conversations);
  const list = useSelect((state) => state.lists.get(listKey(query)));
  const previous = useRef<readonly Id[]>([]);
  return useMemo(() => {
    previous.current = listed(conversations, list, query, me, previous.current);
    return previous.current;
  }, [conversations, list, query, me]);
}

function useNextPage(pages: Pages, lastShown: number, count: number): void {
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = pages;
  const isNear = lastShown >= count - 15;
  useEffect(() => {
    if (isNear && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [isNear, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
}

function ListState({ pages, count, empty }: { pages: Pages; count: number; empty: ReactNode }) {
  const t = useT();
  if (pages.isError) {
    const again = (
      <button
        type="button"
        className="button"
        onClick={() => void (count > 0 ? pages.fetchNextPage() : pages.refetch())}
      >
        {t.list.retry}
      </button>
    );
    return <EmptyState text={[t.list.failed]} action={again} />;
  }
  if (pages.isPending && count === 0) return <ListSkeleton />;
  if (pages.isFetchingNextPage)
    return (
      <p className="list-more" role="status">
        {t.list.loadingMore}
      </p>
    );
  return count === 0 ? empty : null;
}

const PLACES = Array.from({ length: 8 }, (_, index) => index);

function ListSkeleton() {
  const t = useT();
  return (
    <div className="list-skeleton" role="status">
      <span className="sr-only">{t.list.loading}</span>
      {PLACES.map((place) => (
        <div key={place} className="row skeleton" aria-hidden="true">
          <span className="avatar" />
          <div className="row-body">
            <i />
            <i />
            <i />
          </div>
        </div>
      ))}
    </div>
  );
}
