/** What can be done with the selected conversations, in the place of the list's own tools. */
import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";
import { Chevron, Close, Person, Snooze, Tag } from "../../ui/components/icons";
import type { Id } from "../../protocol";
import type { ListQuery } from "../../protocol/lists";
import { listKey } from "../../store/state/selectors";
import {
  amongRows,
  nothingSelected,
  withAll,
  withRows,
  withRowsOfAll,
  type Selection,
} from "../../store/bulk/selection";
import { useClient, useRun, useSelect, useSignal } from "../context";
import { useDialogT } from "../i18n/language";
import { keysOf } from "../keyboard/keys";
import { useListed, useListPages } from "../list/useListPages";
import { SELECTED } from "../pickers/picking";
import { PickerButton } from "../pickers/PickerButton";
import { totalOf } from "./total";
import { resolveSelected } from "./verbs";
import "./Bulk.css";

export function BulkBar({ query }: { query: ListQuery }) {
  const t = useDialogT().bulk;
  const { bulk } = useClient();
  const selection = useSignal(bulk.selection);
  const progress = useSignal(bulk.progress);
  const rows = useListed(query);
  const self = useFocusLeft();
  useRowsOfAll(query, rows);
  return (
    <div className="bulk-bar" role="toolbar" aria-label={t.label} ref={self}>
      <div className="bulk-line">
        <p className="bulk-count" role="status">
          {progress === null ? (
            <Count query={query} rows={rows} selection={selection} />
          ) : (
            t.progress(progress.done, progress.of)
          )}
        </p>
        {progress === null ? <Verbs /> : <StopButton onStop={() => bulk.stop()} />}
        <button
          type="button"
          className="icon-button"
          onClick={() => bulk.clear()}
          aria-label={t.clear}
          title={`${t.clear} (${keysOf("back")})`}
        >
          <Close />
        </button>
      </div>
      <More query={query} rows={rows} selection={selection} />
    </div>
  );
}

/** While all of this list are selected, its rows are. */
function useRowsOfAll(query: ListQuery, rows: readonly Id[]): void {
  const { bulk } = useClient();
  const selection = useSignal(bulk.selection);
  useEffect(() => {
    if (isAllOf(query, selection)) bulk.select(withRowsOfAll(selection, rows));
  }, [bulk, query, rows, selection]);
}

function isAllOf(query: ListQuery, { all }: Selection): boolean {
  return all !== null && listKey(all) === listKey(query);
}

function elsewhere(rows: readonly Id[], { ids }: Selection): number {
  return [...ids].filter((id) => !rows.includes(id)).length;
}

interface OfRowsProps {
  query: ListQuery;
  rows: readonly Id[];
  selection: Selection;
}

/** How many are selected, and that there are some which nobody sees here. */
function Count({ query, rows, selection }: OfRowsProps) {
  const t = useDialogT().bulk;
  const { all, ids } = selection;
  const total = useSelect((state) => (all ? totalOf(state, all) : null));
  const unseen = all === null ? elsewhere(rows, selection) : 0;
  const isOther = all !== null && !isAllOf(query, selection);
  return (
    <>
      {all === null ? t.selected(ids.size) : t.allSelected(total)}
      {unseen > 0 && <span> {t.elsewhere(unseen)}</span>}
      {isOther && <span> {t.otherList}</span>}
    </>
  );
}

/** Where it goes with the focus in it, the list has it. */
function useFocusLeft(): RefObject<HTMLDivElement | null> {
  const self = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current: bar } = self;
    return () => {
      if (!bar?.contains(document.activeElement)) return;
      document.querySelector<HTMLElement>(".list-scroll [role=option][tabindex='0']")?.focus();
    };
  }, []);
  return self;
}

function Verbs() {
  const t = useDialogT().bulk;
  const client = useClient();
  const run = useRun();
  const resolved = useAreResolved();
  const resolve = resolved ? t.reopen : t.resolve;
  return (
    <span className="bulk-verbs">
      <PickerButton what="owner" conversation={SELECTED} className="icon-button" label={t.assign}>
        <Person />
      </PickerButton>
      <PickerButton what="labels" conversation={SELECTED} className="icon-button" label={t.labels}>
        <Tag />
      </PickerButton>
      <PickerButton what="snooze" conversation={SELECTED} className="icon-button" label={t.snooze}>
        <Snooze />
      </PickerButton>
      <button
        type="button"
        className="button primary small"
        title={`${resolve} (${keysOf("resolve")})`}
        onClick={() => run(resolveSelected(client))}
      >
        {resolve}
      </button>
      <PickerButton what="status" conversation={SELECTED} className="icon-button" label={t.more}>
        <Chevron />
      </PickerButton>
    </span>
  );
}

/** Whether all of the selected rows are. */
function useAreResolved(): boolean {
  const { bulk } = useClient();
  const { ids } = useSignal(bulk.selection);
  return useSelect(({ conversations }) => {
    const rows = [...ids].flatMap((id) => conversations.get(id) ?? []);
    return rows.length > 0 && rows.every(({ status }) => status === "resolved");
  });
}

function StopButton({ onStop }: { onStop: () => void }) {
  const t = useDialogT().bulk;
  return (
    <button type="button" className="button small" onClick={onStop}>
      {t.stop}
    </button>
  );
}

/** The way out of what is not to be seen here, and to all that is not loaded. */
function More({ query, rows, selection }: OfRowsProps) {
  const t = useDialogT().bulk;
  const { bulk } = useClient();
  const { hasNextPage } = useListPages(query);
  const total = useSelect((state) => totalOf(state, query));
  const isEveryRow = rows.length > 0 && rows.every((id) => selection.ids.has(id));
  if (selection.all !== null) return null;
  return (
    <p className="bulk-more">
      {elsewhere(rows, selection) > 0 && (
        <button type="button" className="link" onClick={() => bulk.select(amongRows(selection, rows))}>
          {t.onlyHere}
        </button>
      )}
      {!isEveryRow && rows.length > 0 && (
        <button type="button" className="link" onClick={() => bulk.select(withRows(selection, rows))}>
          {t.selectRows(rows.length)}
        </button>
      )}
      {isEveryRow && hasNextPage && (
        <button
          type="button"
          className="link"
          onClick={() => bulk.select(withAll(nothingSelected, rows, query))}
        >
          {t.selectAll(total)}
        </button>
      )}
    </p>
  );
}
