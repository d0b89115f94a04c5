/** Which picker is open, on which conversation, and beside what. One at a time, for the whole page. */
import type { Id } from "../../protocol";
import { Signal } from "../../store/signal";

export type PickerKind = "owner" | "assignee" | "team" | "status" | "snooze" | "date" | "priority" | "labels";

export interface Picking {
  readonly what: PickerKind;
  readonly conversation: Id;
  readonly anchor: Element | null;
  /** What had the focus before. */
  readonly returnTo: Element | null;
}

/** In the place of a conversation: all that are selected. */
export const SELECTED: Id = 0;

export const picking = new Signal<Picking | null>(null);

/** A press on its button closes a picker before it is a click on the button. */
const SAME_PRESS_MS = 400;
let left: { anchor: Element | null; at: number } | null = null;

export function openPicker(what: PickerKind, conversation: Id, anchor: Element | null): void {
  if (anchor !== null && left?.anchor === anchor && performance.now() - left.at < SAME_PRESS_MS) return;
  picking.set({ what, conversation, anchor, returnTo: document.activeElement });
}

/** Another one in the place of this one. */
export function switchPicker(from: Picking, what: PickerKind): void {
  picking.set({ ...from, what });
}

/** `hasLeft`: the focus is elsewhere already; else it goes back to where it was. False where it was closed before. */
export function closePicker(one: Picking, hasLeft: boolean): boolean {
  if (picking.get() !== one) return false;
  picking.set(null);
  if (hasLeft) noteLeft(one);
  else giveBack(one);
  return true;
}

/** Whatever is pressed next is another press, however soon. */
function noteLeft({ anchor }: Picking): void {
  left = { anchor, at: performance.now() };
  window.addEventListener("pointerdown", () => (left = null), { capture: true, once: true });
}

function giveBack({ returnTo, anchor }: Picking): void {
  const targets = [returnTo, anchor, document.querySelector(".pane.thread, .list-scroll")];
  const target = targets.find((each) => each?.isConnected === true && each !== document.body);
  if (target instanceof HTMLElement) target.focus();
}

/** By a key: beside its button in the head, else beside the menu of verbs, else beside the conversation's row. */
export function openPickerOf(what: PickerKind, conversation: Id, isOpen: boolean): void {
  if (conversation === SELECTED) return openPicker(what, SELECTED, buttonOfBar(what));
  const head = `.thread-head [data-picker=${what}], .thread-head [data-picker=status]`;
  const row = `.row[data-id="${conversation}"]`;
  const places = Array.from(document.querySelectorAll(isOpen ? `${head}, ${row}` : row));
  const rank = (one: Element): number =>
    one.matches(`[data-picker=${what}]`) ? 0 : one.matches(row) ? 2 : 1;
  const shown = places.filter((one) => one.checkVisibility?.() ?? true);
  const anchor = shown.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
  openPicker(what, conversation, anchor);
}

function buttonOfBar(what: PickerKind): Element | null {
  const button = (of: PickerKind) => document.querySelector(`.bulk-bar [data-picker=${of}]`);
  return button(what) ?? button("status");
}
