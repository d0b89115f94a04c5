/** Full jitter: anywhere between now and a ceiling that doubles, so that a thousand consoles spread out. */

export const BASE_MS = 1000;
export const CEILING_MS = 30_000;

/** Milliseconds until try number `attempt` (0 is the first after a loss). There is no last one. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(CEILING_MS, BASE_MS * 2 ** Math.min(attempt, 16));
  return Math.round(random() * ceiling);
}
