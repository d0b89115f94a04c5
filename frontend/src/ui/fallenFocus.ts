/** Whether the focus was lost with what had it: its place is then somebody's to give on. */

let last: { readonly element: Element; readonly within: readonly EventTarget[] } | null = null;

function remember(event: FocusEvent): void {
  last = event.target instanceof Element ? { element: event.target, within: event.composedPath() } : null;
}

/** The pointer went somewhere on purpose. */
function forget(): void {
  last = null;
}

globalThis.document?.addEventListener("focusin", remember);
globalThis.document?.addEventListener("pointerdown", forget, true);

/** Whether the focus was within `area`, on what is gone, and nothing has got it instead. */
export function hasFallenFrom(area: Element | null): boolean {
  if (area === null || last === null || last.element.isConnected) return false;
  return document.activeElement === document.body && last.within.includes(area);
}
