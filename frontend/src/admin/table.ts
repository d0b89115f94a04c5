/** Django's change list on this page, and how a freshly fetched one is merged into it. */
import { plan } from "./plan";

const TABLE = "#result_list";
/** Counts and links that are simply taken over. */
const TAKEN_OVER = [".paginator", "#changelist-search .quiet", "#changelist-filter"];

type Rows = ReadonlyMap<string, HTMLTableRowElement>;

/** Rows by what identifies them: their checkbox, else where their first link leads. */
export function rowsOf(page: Document | HTMLElement): Rows {
  const rows = page.querySelectorAll<HTMLTableRowElement>(`${TABLE} > tbody > tr`);
  return new Map(Array.from(rows, (row) => [keyOf(row), row]));
}

function keyOf(row: HTMLTableRowElement): string {
  const box = row.querySelector<HTMLInputElement>("input.action-select");
  return box?.value ?? row.querySelector("a[href]")?.getAttribute("href") ?? row.textContent;
}

export function boxes(): HTMLInputElement[] {
  return Array.from(document.querySelectorAll<HTMLInputElement>(`${TABLE} input.action-select`));
}

/** Ticked rows, a focus inside, selected text: the operator is at work here. */
export function isBusy(): boolean {
  const table = document.querySelector(TABLE);
  if (!table) return false;
  const selection = getSelection();
  const isMarking = selection?.isCollapsed === false && table.contains(selection.anchorNode);
  return isMarking || table.contains(document.activeElement) || boxes().some((box) => box.checked);
}

/** Merges and answers how many new rows wait; null when only a reload could show the change. */
export function merge(fresh: Document, busy: boolean): number | null {
  const body = document.querySelector(`${TABLE} > tbody`);
  const next = rowsOf(fresh);
  // An empty list has no table at all.
  if (!body) return next.size > 0 ? null : 0;
  const now = rowsOf(document);
  const ticked = new Set(
    boxes()
      .filter((box) => box.checked)
      .map((box) => box.value),
  );
  const { order, waiting } = plan([...now.keys()], [...next.keys()], busy, ticked);
  const rows = order.map((key) => merged(now.get(key), next.get(key))).filter((row) => row !== undefined);
  if (rows.some((row, index) => body.children[index] !== row) || rows.length !== body.children.length) {
    body.replaceChildren(...rows);
  }
  if (!busy) for (const selector of TAKEN_OVER) takeOver(fresh, selector);
  recount(fresh);
  return waiting;
}

/** The row that stays on the page, with the fresh one's cells; a new row as it is. */
function merged(now: HTMLTableRowElement | undefined, next: HTMLTableRowElement | undefined) {
  if (!now) {
    const row = next && document.importNode(next, true);
    row?.classList.add("live-new");
    return row;
  }
  const cells = next ? Array.from(next.cells) : [];
  cells.forEach((cell, index) => {
    const current = now.cells[index];
    if (current && mayReplace(current, cell)) current.replaceWith(document.importNode(cell, true));
  });
  return now;
}

function mayReplace(current: HTMLTableCellElement, fresh: HTMLTableCellElement): boolean {
  if (current.matches(".action-checkbox") || current.contains(document.activeElement)) return false;
  return current.outerHTML !== fresh.outerHTML;
}

function takeOver(fresh: Document, selector: string): void {
  const current = document.querySelector(selector);
  const next = fresh.querySelector(selector);
  if (!current || !next || current.innerHTML === next.innerHTML || current.contains(document.activeElement))
    return;
  current.replaceChildren(...document.importNode(next, true).childNodes);
}

// ── the actions bar ──────────────────────────────────────────────────────────────────────────
// Django's actions.js keeps the list of checkboxes that it found when the page was loaded, so rows
// that came later have to be counted and ticked here.

interface Django {
  interpolate?: (format: string, values: object, named: boolean) => string;
  ngettext?: (one: string, many: string, count: number) => string;
}

/** "2 of 50 selected", for the rows that are there now. */
export function recount(fresh?: Document): void {
  const counter = document.querySelector<HTMLElement>("span.action-counter");
  if (!counter) return;
  const total = fresh?.querySelector<HTMLElement>("span.action-counter")?.dataset["actionsIcnt"];
  if (total !== undefined) counter.dataset["actionsIcnt"] = total;
  const all = boxes();
  const sel = all.filter((box) => box.checked).length;
  const { interpolate, ngettext } = window as Django;
  const words = "%(sel)s of %(cnt)s selected";
  if (interpolate && ngettext) {
    const text = interpolate(ngettext(words, words, sel), { sel, cnt: counter.dataset["actionsIcnt"] }, true);
    if (text !== counter.textContent) counter.textContent = text;
  }
  const toggle = document.querySelector<HTMLInputElement>("#action-toggle");
  if (toggle) toggle.checked = all.length > 0 && sel === all.length;
}

/** After Django's own handlers have run. */
export function watchBoxes(): void {
  document.querySelector(TABLE)?.addEventListener("change", () => recount());
  document
    .querySelector<HTMLInputElement>("#action-toggle")
    ?.addEventListener("click", ({ currentTarget }) => {
      const { checked } = currentTarget as HTMLInputElement;
      for (const box of boxes()) {
        box.checked = checked;
        box.closest("tr")?.classList.toggle("selected", checked);
      }
      recount();
    });
}
