/** The virtual list of conversations: a listbox with one tab stop. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useImperativeHandle, useRef, type KeyboardEvent, type Ref } from "react";
import type { Id } from "../../protocol";
import type { ListQuery } from "../../protocol/lists";
import { listKey } from "../../store/state/selectors";
import { Up } from "../../ui/components/icons";
import { useHeld, usePressed } from "../../ui/usePressed";
import { useT } from "../i18n/language";
import { ConversationRow, ROW_HEIGHT } from "./ConversationRow";
import { EmptyList } from "./EmptyList";
import { ListState } from "./ListState";
import { useActiveRow, type ActiveRow } from "./useActiveRow";
import { useHeldOrder } from "./useHeldOrder";
import { useListed, useListPages, useNextPage } from "./useListPages";
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
  const scroller = useRef<HTMLDivElement>(null);
  const pages = useListPages(query);
  // A finger does not point before it presses, and what is tapped is what opens.
  const listed = useHeld(useListed(query), usePressed(scroller));
  const { ids, waiting, release, handlers } = useHeldOrder(listed, listKey(query), scroller);
  const virtualizer = useListVirtualizer(ids, scroller);
  const row = useActiveRow(ids, open, scroller, virtualizer);
  const items = virtualizer.getVirtualItems();
  useNextPage(pages, items.at(-1)?.index ?? 0, ids.length);
  useImperativeHandle(ref, () => ({ move: row.move, active: () => row.active }));
  const size = pages.hasNextPage ? -1 : ids.length;
  return (
    <div className="list-body">
      <MovedPill waiting={waiting} onRelease={release} />
      <div
        ref={scroller}
        className="list-scroll"
        role="listbox"
        aria-label={t.list.label}
        aria-busy={pages.isPending}
        tabIndex={-1}
        onKeyDown={(event) => onKeyDown(event, row, ids.length, onOpen)}
        {...handlers}
      >
        <div className="virtual" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const id = ids[index];
            const marks = { selected: id === open, active: id === row.active, position: index + 1 };
            return (
              id !== undefined && (
                <ConversationRow key={id} id={id} {...marks} size={size} top={start} onOpen={onOpen} />
              )
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

/** How many conversations wait for their new place while somebody points at the list. */
function MovedPill({ waiting, onRelease }: { waiting: number; onRelease: () => void }) {
  const t = useT();
  if (waiting === 0) return null;
  return (
    <button type="button" className="pill top" onClick={onRelease} title={t.list.movedHint}>
      <Up /> {t.list.moved(waiting)}
    </button>
  );
}

function useListVirtualizer(ids: readonly Id[], scroller: React.RefObject<HTMLDivElement | null>) {
  // oxlint-disable-next-line react/incompatible-library -- no compiler is used: what it answers is read in each render
  return useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => ids[index] ?? index,
    overscan: 8,
  });
}

function onKeyDown(event: KeyboardEvent, row: ActiveRow, count: number, onOpen: ListProps["onOpen"]): void {
  const { index, active, moveTo } = row;
  const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: count - 1 }[event.key];
  if (target !== undefined) moveTo(target);
  else if ((event.key === "Enter" || event.key === " ") && active !== null) onOpen(active, false);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
