/** Where the caret goes in a text that an event has changed: before the next key, which would be typed elsewhere. */

/** React draws what an event has changed at its end; a frame later somebody has typed on. */
export function selectIn(area: HTMLTextAreaElement | null, from: number, to = from): void {
  queueMicrotask(() => area?.setSelectionRange(from, to));
}
