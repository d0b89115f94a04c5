/** Which conversations are selected for a verb on all of them. By id: rows may move and leave the list. Pure. */
import type { Id } from "../../protocol";
import type { ListQuery } from "../../protocol/lists";

export interface Selection {
  readonly ids: ReadonlySet<Id>;
  /** Where a range begins. */
  readonly anchor: Id | null;
  /** What was selected before the range that grows and shrinks now. */
  readonly base: ReadonlySet<Id>;
  /** All that this list shows, also what is not loaded; `ids` are the rows of it that are. */
  readonly all: ListQuery | null;
}

const NONE: ReadonlySet<Id> = new Set();

export const nothingSelected: Selection = { ids: NONE, anchor: null, base: NONE, all: null };

export function isSelecting({ ids, all }: Selection): boolean {
  return ids.size > 0 || all !== null;
}

/** In or out; a range begins here. Of "all" what is loaded stays, without this one. */
export function toggled({ ids }: Selection, id: Id): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next.size === 0 ? nothingSelected : { ids: next, anchor: id, base: next, all: null };
}

/** All rows between the anchor and this one, besides what was selected before that range was begun. */
export function rangeTo(selection: Selection, order: readonly Id[], id: Id): Selection {
  const { anchor, base } = selection;
  const from = anchor === null ? -1 : order.indexOf(anchor);
  const to = order.indexOf(id);
  if (anchor === null || from < 0 || to < 0) {
    return selection.ids.has(id) ? { ...selection, anchor: id } : toggled(selection, id);
  }
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set([...base, ...range]), anchor, base, all: null };
}

/** These, too: all rows that are loaded. */
export function withRows({ ids, anchor }: Selection, rows: readonly Id[]): Selection {
  const next = new Set([...ids, ...rows]);
  return { ids: next, anchor: anchor ?? rows[0] ?? null, base: next, all: null };
}

/** Only what is among these rows. */
export function amongRows({ ids, anchor }: Selection, rows: readonly Id[]): Selection {
  const next = new Set(rows.filter((id) => ids.has(id)));
  if (next.size === 0) return nothingSelected;
  return { ids: next, anchor: anchor !== null && next.has(anchor) ? anchor : null, base: next, all: null };
}

/** All that the list shows. */
export function withAll(selection: Selection, rows: readonly Id[], query: ListQuery): Selection {
  return { ...withRows(selection, rows), all: query };
}

/** All of a list, whose rows are these by now: one that came is selected as well, one that left is not any more. */
export function withRowsOfAll(selection: Selection, rows: readonly Id[]): Selection {
  const { ids, all } = selection;
  if (all === null || (rows.length === ids.size && rows.every((id) => ids.has(id)))) return selection;
  return withAll({ ...nothingSelected, anchor: selection.anchor }, rows, all);
}
