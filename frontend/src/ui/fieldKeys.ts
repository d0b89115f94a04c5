/** Up and down where something is typed: from a search into what it found, from one field of a form to the next. */
import { isAlone } from "./controls";
import { isComposing } from "./focus";

/** The Tab stop of a list or grid (roving.ts). */
const STOP = "[tabindex='0']";
const FIELDS = "input[type=text], input[type=url]";

/** A ref callback for what holds a search field over a list: down into the list; what is typed there goes back. */
export function searchOverList(box: HTMLElement | null): (() => void) | undefined {
  return box ? onKey(box, (event) => act(event, box)) : undefined;
}

function act({ key, target }: KeyboardEvent, box: HTMLElement): boolean {
  if (!(target instanceof Element)) return false;
  const field = box.querySelector("input");
  if (target === field) return key === "ArrowDown" && focused(box.querySelector<HTMLElement>(STOP));
  const isBack = key === "ArrowUp" || (key.length === 1 && key !== " ");
  if (isBack && target.matches(STOP)) field?.focus();
  // The letter is the field's.
  return false;
}

/** A ref callback for a form: up and down among its fields of one line. */
export function upAndDown(form: HTMLElement | null): (() => void) | undefined {
  if (!form) return undefined;
  return onKey(form, ({ key, target }) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[key];
    const fields = [...form.querySelectorAll<HTMLElement>(FIELDS)];
    const at = fields.findIndex((field) => field === target);
    return by !== undefined && at >= 0 && focused(fields[at + by] ?? null);
  });
}

function focused(element: HTMLElement | null): boolean {
  element?.focus();
  return element !== null;
}

/** `take`: whether the key has done something. */
function onKey(box: HTMLElement, take: (event: KeyboardEvent) => boolean): () => void {
  const listener = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || !isAlone(event) || isComposing(event)) return;
    if (take(event)) event.preventDefault();
  };
  box.addEventListener("keydown", listener);
  return () => box.removeEventListener("keydown", listener);
}
