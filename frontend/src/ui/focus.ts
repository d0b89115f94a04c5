/** Where text is written, and how the focus gets there and stays. */

/** On the composer: every letter in it is text, also on its buttons and while its parts come and go. */
export const WRITING = { "data-writing": "" } as const;

/** Where there is no field (yet), what the focus goes to in its place. */
export const FIRST_BUTTON = { "data-first": "" } as const;

const AREA = "[data-writing]";
const FIELD = ":is(textarea, input:not([type=file], [type=checkbox], [hidden])):not(:disabled)";

export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return (
    target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]") || isInComposer(target)
  );
}

export function isInComposer(target: Element | null): boolean {
  return target?.closest(AREA) != null;
}

/** An input method has the key. Safari says so of the Enter that ends a word by its code alone: the word has ended. */
export function isComposing(event: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** The first that can be written in. */
export function fieldIn(area: HTMLElement | null): HTMLElement | null {
  return area?.querySelector<HTMLElement>(FIELD) ?? null;
}

/** Its first field, or what stands in its place; itself while there is none (yet). */
export function focusField(area: HTMLElement | null): HTMLElement | null {
  const field = fieldIn(area) ?? area?.querySelector<HTMLElement>("[data-first]") ?? area;
  field?.focus();
  return field;
}

/** For a field that comes late: takes the focus if it waits for one, or fell when the part before it went. */
export function catchFocus(field: HTMLElement | null, fell: boolean): void {
  const { activeElement } = document;
  const waits = activeElement !== null && activeElement === field?.closest(AREA);
  if (waits || (fell && activeElement === document.body)) field?.focus();
}
