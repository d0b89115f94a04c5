/** Asks the server how many conversations the views have: once, and again where events cannot tell. */
import { backoff } from "../protocol/socket/backoff";
import { getCounts, getSavedViews } from "../protocol/rest/views";
import type { Store } from "./state/store";

/** What comes together is asked for once. */
const GATHER_MS = 500;
/** However much happens, not more often than that. */
const EVERY_MS = 10_000;

export class CountsKeeper {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private due = 0;
  private asked = -EVERY_MS;
  private isOver = false;
  private readonly unsubscribe: () => void;

  constructor(private readonly store: Store) {
    this.unsubscribe = store.subscribe(() => {
      const { counts, savedStale } = store.get();
      if ((counts.stale || savedStale) && counts.since === null) this.soon();
    });
  }

  /** The feeds are followed from now on. */
  start(): void {
    void this.ask(0);
  }

  close(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.unsubscribe();
  }

  private soon(): void {
    const isUrgent = this.store.get().savedStale;
    const due = performance.now() + GATHER_MS;
    const at = isUrgent ? due : Math.max(due, this.asked + EVERY_MS);
    // What waits already, and for no longer than that, is enough.
    if (this.timer !== undefined && this.due <= at) return;
    clearTimeout(this.timer);
    this.due = at;
    this.timer = setTimeout(() => void this.ask(0), at - performance.now());
  }

  private async ask(attempt: number): Promise<void> {
    this.timer = undefined;
    if (this.isOver) return;
    this.asked = performance.now();
    this.store.dispatch({ type: "countsAsked" });
    try {
      // The names first: what is counted for a view that is not known would stand still.
      this.store.dispatch({ type: "savedViews", saved: await getSavedViews() });
      this.store.dispatch({ type: "counts", answer: await getCounts() });
    } catch {
      if (this.isOver) return;
      const wait = backoff(attempt);
      this.due = performance.now() + wait;
      this.timer = setTimeout(() => void this.ask(attempt + 1), wait);
    }
  }
}
