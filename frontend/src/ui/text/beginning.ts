/** Where a very long text is folded. Pure. */

/** Longer than a screen: what is a little longer is shown whole. */
const LONG = 3000;
const LINES = 60;
const KEPT = 1200;
const KEPT_LINES = 24;

/** The part that is shown first, up to the end of a word; null: the text is short enough to be shown whole. */
export function beginning(text: string): string | null {
  if (text.length <= LONG && lineEnd(text, LINES) === text.length) return null;
  const most = text.slice(0, Math.min(KEPT, lineEnd(text, KEPT_LINES)));
  if (most.length < KEPT) return most;
  const space = most.search(/\s\S*$/u);
  // Without spaces (Chinese, one long word): anywhere but within a character.
  return space > KEPT / 2 ? most.slice(0, space) : most.replace(/[\uD800-\uDBFF]$/u, "");
}

/** Where this many lines end. */
function lineEnd(text: string, lines: number): number {
  let at = -1;
  for (let line = 0; line < lines; line += 1) {
    at = text.indexOf("\n", at + 1);
    if (at < 0) return text.length;
  }
  return at;
}
