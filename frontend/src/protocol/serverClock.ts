/**
 * The server's time, by this browser's clock and what answers say of theirs. Instants of the server (`waiting_since`,
 * `closes_at`) are compared with `serverNow` alone: the clock of a computer may be hours or days wrong.
 */

/** Servers write whole seconds, and some write the same one for a little longer. */
const STALE_MS = 1500;
/** More between two looks than the timers say: the computer slept, or its clock was set. */
const JUMP_MS = 10_000;
const LOOK_MS = 30_000;

let offset = 0;
const listeners = new Set<() => void>();

/** Milliseconds since 1970, as `Date.now` is meant to be. */
export function serverNow(): number {
  return Date.now() + offset;
}

/** Called when it turns out that the clock is wrong, or right again. */
export function onServerClock(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Learn from an answer's `Date`, asked for at `sent` and here at `received` (both by `Date.now`): the server wrote it
 * somewhere in between. What is known stays while that can be true, so that a right clock is never changed.
 */
export function learnServerTime(date: string | null, sent: number, received: number): void {
  const written = Date.parse(date ?? "");
  if (!Number.isFinite(written) || received < sent) return;
  const least = written - received;
  const most = written + 1000 + STALE_MS - sent;
  if (offset >= least && offset <= most) return;
  offset = least <= 0 && most >= 0 ? 0 : Math.round((least + most) / 2);
  for (const listener of listeners) listener();
}

/** Has `measure` ask the server for anything when this computer slept or its clock was set. Answers how to stop. */
export function watchClock(measure: () => void): () => void {
  const lead = (): number => Date.now() - performance.now();
  let before = lead();
  const timer = setInterval(() => {
    const now = lead();
    if (Math.abs(now - before) > JUMP_MS) measure();
    before = now;
  }, LOOK_MS);
  return () => clearInterval(timer);
}
