/** The virtual list of conversations: a listbox with one tab stop. */
import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual";
import {
  useCallback,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  type KeyboardEvent,
  type Ref,
} from "react";
import type { Id } from "../../protocol";
import type { ListQuery } from "../../protocol/lists";
import { listKey } from "../../store/state/selectors";
import { Up } from "../../ui/components/icons";
import { useHeld, usePressed } from "../../ui/usePressed";
import { isSelecting } from "../../store/bulk/selection";
import { useSelecting } from "../bulk/useSelecting";
import { useClient } from "../context";
import { useT } from "../i18n/language";
import { NoInbox } from "../lazyComponents";
import { useIsStacked } from "../shell/useMedia";
import { ConversationRow } from "./ConversationRow";
import { ROW_HEIGHTS, useDensity } from "./density";
import { EmptyList } from "./EmptyList";
import { ListState } from "./ListState";
import { neighbour } from "./neighbour";
import { useActiveRow, type ActiveRow } from "./useActiveRow";
import { useCursor } from "./useCursor";
import { useHeldOrder } from "./useHeldOrder";
import { useListed, useListPages, useNextPage } from "./useListPages";
import "./ConversationList.css";

export interface ListHandle {
  /** Moves the active row (by 0: not) and focuses it. */
  move: (by: number) => void;
  /** The active row's conversation. */
  active: () => Id | null;
  /** That of the row that has the focus. */
  focused: () => Id | null;
  /** Moves to the next or the previous one to open, and answers which that is. */
  step: (by: 1 | -1) => Id | null;
  /** The one to go on with when this one is done, of those that `counts`. */
  after: (id: Id, counts: (id: Id) => boolean) => Id | null;
  /** Moves the active row and focuses it; answers which that is. */
  extend: (by: 1 | -1) => Id | null;
  /** All rows, as they stand. */
  ids: () => readonly Id[];
  /** Focuses its row, or the list as a whole. */
  put: (id: Id | null) => void;
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
  const { row, virtualizer, density } = useRows(ids, listKey(query), open, scroller);
  const { selection, pick } = useSelecting(ids, scroller);
  useNextPage(pages, (virtualizer.range?.endIndex ?? 0) + OVERSCAN, ids.length);
  useImperativeHandle(ref, () => handleOf(row, ids, scroller));
  const size = pages.hasNextPage ? -1 : ids.length;
  return (
    <div className="list-body">
      <MovedPill waiting={waiting} onRelease={release} />
      <div
        ref={scroller}
        className={`list-scroll ${density}${isSelecting(selection) ? " selecting" : ""}`}
        role="listbox"
        aria-multiselectable="true"
        aria-label={t.list.label}
        aria-busy={pages.isPending}
        tabIndex={-1}
        onKeyDown={(event) => onKeyDown(event, row, ids.length, onOpen)}
        {...handlers}
      >
        <div className="virtual" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const id = ids[index];
            if (id === undefined) return null;
            const marks = { open: id === open, selected: selection.ids.has(id), active: id === row.active };
            const place = { position: index + 1, size, top: start };
            return <ConversationRow key={id} id={id} {...marks} {...place} onOpen={onOpen} onPick={pick} />;
          })}
        </div>
      </div>
      <ListState
        query={query}
        pages={pages}
        count={ids.length}
        empty={<Empty query={query} onEverywhere={onEverywhere} />}
      />
    </div>
  );
}

/** The rows near the screen, and the one that the keys stand on. */
/** Who sees no inbox is told in the other pane, where they stand side by side. */
function Empty(props: Pick<ListProps, "query" | "onEverywhere">) {
  const isStacked = useIsStacked();
  const isWithoutInbox = useClient().me.inboxes.length === 0;
  if (isWithoutInbox) return isStacked && <NoInbox />;
  return <EmptyList {...props} />;
}

function useRows(
  ids: readonly Id[],
  list: string,
  open: Id | null,
  scroller: React.RefObject<HTMLDivElement | null>,
) {
  const density = useDensity();
  const cursor = useCursor(ids, list, open);
  const virtualizer = useListVirtualizer(ids, scroller, cursor.index, ROW_HEIGHTS[density]);
  return { row: useActiveRow(cursor, ids, scroller, virtualizer), virtualizer, density };
}

function handleOf(
  { move, step, extend, put, active }: ActiveRow,
  ids: readonly Id[],
  scroller: React.RefObject<HTMLElement | null>,
): ListHandle {
  return {
    move,
    step,
    extend,
    put,
    ids: () => ids,
    active: () => active,
    focused: () => focusedRow(scroller.current),
    after: (id, counts) => neighbour(ids, id, (one) => one !== id && counts(one)),
  };
}

/** How many conversations wait for their new place while somebody points at the list. */
function MovedPill({ waiting, onRelease }: { waiting: number; onRelease: () => void }) {
  const t = useT();
  if (waiting === 0) return null;
  return (
    <button type="button" className="list-moved" onClick={onRelease} title={t.list.movedHint}>
      <Up /> {t.list.moved(waiting)}
    </button>
  );
}

const OVERSCAN = 8;

/** The active row is always on the page: it has the focus, or Tab leads to it. */
function withRow(range: Range, index: number): number[] {
  const shown = defaultRangeExtractor(range);
  if (index < 0 || shown.includes(index)) return shown;
  return [...shown, index].toSorted((a, b) => a - b);
}

function useListVirtualizer(
  ids: readonly Id[],
  scroller: React.RefObject<HTMLDivElement | null>,
  active: number,
  height: number,
) {
  // oxlint-disable-next-line react/incompatible-library -- no compiler is used: what it answers is read in each render
  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    // The same while the rows are: with another one all places are computed anew.
    getItemKey: useCallback((index: number) => ids[index] ?? index, [ids]),
    overscan: OVERSCAN,
    rangeExtractor: useCallback((range: Range) => withRow(range, active), [active]),
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, height]);
  return virtualizer;
}

function focusedRow(list: Element | null): Id | null {
  const row = document.activeElement?.closest<HTMLElement>("[data-id]");
  return row && list?.contains(row) ? Number(row.dataset["id"]) : null;
}

function onKeyDown(event: KeyboardEvent, row: ActiveRow, count: number, onOpen: ListProps["onOpen"]): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  // A range: keys.ts has it.
  if (event.shiftKey && event.key.startsWith("Arrow")) return;
  const { index, active, moveTo } = row;
  const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: count - 1 }[event.key];
  if (target !== undefined) moveTo(target);
  else if ((event.key === "Enter" || event.key === " ") && active !== null) onOpen(active, false);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
