/** One Tab stop for many controls: arrows, Home and End go from one to the next. For toolbars, menus and grids. */
import { useCallback, type RefCallback } from "react";
import { controlsIn, isAlone, isOwnKey, logicalKey } from "./controls";
import { hasFallenFrom } from "./fallenFocus";

/** Left and right, up and down, or all four by where the controls stand. */
export type Axis = "row" | "column" | "grid";

/** What is typed within this time is one word. */
const WORD_MS = 700;

type Step = (items: readonly HTMLElement[], at: number) => HTMLElement | undefined;

/** Each ref callback makes its element one Tab stop; with `typeAhead` letters go to the control that begins so. */
export function useRoving<T extends HTMLElement = HTMLDivElement>(
  axis: Axis,
  typeAhead = false,
): RefCallback<T> {
  return useCallback((box: T | null) => (box ? rove(box, axis, typeAhead) : undefined), [axis, typeAhead]);
}

/** Returns what ends it. */
export function rove(box: HTMLElement, axis: Axis, typeAhead = false): () => void {
  const one = new TabStop(box);
  const word = new TypedWord();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || !isAlone(event)) return;
    const items = controlsIn(box);
    const at = items.findIndex((item) => item === event.target);
    if (at < 0 || isOwnKey(event.target)) return;
    const step = STEPS[axis][logicalKey(event.key, box)];
    const next = step ? step(items, at) : typeAhead ? word.find(items, at, event) : undefined;
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    one.put(next);
    next.focus();
  };
  const onFocus = ({ target }: FocusEvent): void => {
    if (target instanceof HTMLElement && controlsIn(box).includes(target)) one.put(target);
  };
  const observer = new MutationObserver(() => one.settle());
  observer.observe(box, { childList: true, subtree: true, attributeFilter: ["disabled", "hidden"] });
  // Another width shows other controls.
  const sizes = new ResizeObserver(() => one.settle());
  sizes.observe(box);
  box.addEventListener("keydown", onKeyDown);
  box.addEventListener("focusin", onFocus);
  one.settle();
  return () => {
    observer.disconnect();
    sizes.disconnect();
    box.removeEventListener("keydown", onKeyDown);
    box.removeEventListener("focusin", onFocus);
  };
}

/** The control to which Tab leads: the last one that had the focus, else the chosen one, else the first. */
class TabStop {
  private current: HTMLElement | null = null;
  private at = 0;

  constructor(private readonly box: HTMLElement) {}

  put(item: HTMLElement): void {
    this.current = item;
    this.settle();
  }

  settle(): void {
    const items = controlsIn(this.box);
    if (this.current === null || !items.includes(this.current)) this.current = this.next(items);
    this.at = this.current === null ? 0 : items.indexOf(this.current);
    for (const item of items) {
      const tabIndex = item === this.current ? "0" : "-1";
      if (item.getAttribute("tabindex") !== tabIndex) item.setAttribute("tabindex", tabIndex);
    }
    if (hasFallenFrom(this.box)) this.current?.focus();
  }

  /** In the place of the one that has gone; at first what is chosen. */
  private next(items: readonly HTMLElement[]): HTMLElement | null {
    const isFirst = this.current === null;
    const chosen = isFirst ? items.find((item) => item.matches("[aria-pressed=true]")) : undefined;
    return chosen ?? items[Math.min(this.at, items.length - 1)] ?? null;
  }
}

class TypedWord {
  private typed = "";
  private last = 0;

  /** The next control that begins with what was typed; the same letter again goes on. */
  find(
    items: readonly HTMLElement[],
    at: number,
    { key, timeStamp }: KeyboardEvent,
  ): HTMLElement | undefined {
    if (key.length !== 1 || key === " ") return undefined;
    const isNew = timeStamp - this.last > WORD_MS;
    this.last = timeStamp;
    this.typed = isNew || this.typed === key ? key : this.typed + key;
    const from = this.typed.length === 1 ? at + 1 : at;
    return [...items.slice(from), ...items.slice(0, from)].find((item) =>
      textOf(item).startsWith(this.typed.toLowerCase()),
    );
  }
}

function textOf(item: HTMLElement): string {
  return (item.ariaLabel ?? item.textContent).trim().toLowerCase();
}

const round =
  (by: number): Step =>
  (items, at) =>
    items.at((at + by) % items.length);
const beside =
  (by: number): Step =>
  (items, at) =>
    items[at + by];
const ENDS: Readonly<Record<string, Step>> = { Home: (items) => items[0], End: (items) => items.at(-1) };

const STEPS: Readonly<Record<Axis, Readonly<Record<string, Step>>>> = {
  row: { ...ENDS, ArrowRight: round(1), ArrowLeft: round(-1) },
  column: { ...ENDS, ArrowDown: round(1), ArrowUp: round(-1) },
  grid: {
    ...ENDS,
    ArrowRight: beside(1),
    ArrowLeft: beside(-1),
    ArrowDown: (items, at) => inRow(items.slice(at + 1), items[at], 1),
    ArrowUp: (items, at) => inRow(items.slice(0, at).toReversed(), items[at], -1),
  },
};

/** The one in the next row that stands nearest below or above. `ahead` begins with the nearest. */
function inRow(
  ahead: readonly HTMLElement[],
  from: HTMLElement | undefined,
  by: 1 | -1,
): HTMLElement | undefined {
  if (!from) return undefined;
  const { top, left } = from.getBoundingClientRect();
  let row: number | null = null;
  let best: { item: HTMLElement; away: number } | undefined;
  for (const item of ahead) {
    const at = item.getBoundingClientRect();
    if ((at.top - top) * by <= 1) continue;
    row ??= at.top;
    if (Math.abs(at.top - row) > 1) break;
    const away = Math.abs(at.left - left);
    if (!best || away < best.away) best = { item, away };
  }
  return best?.item;
}
