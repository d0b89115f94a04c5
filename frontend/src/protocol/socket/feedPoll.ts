/**
 * The feeds by plain HTTP, for as long as no socket comes through although the server answers: asked for again and
 * again, less often while nothing happens.
 */
import type { Cursor, Id } from "..";
import type { FeedPage } from "../rest/feed";
import { ApiError } from "../rest/request";

export const OFTEN_MS = 2000;
export const SELDOM_MS = 15_000;
/** Of many inboxes each costs a request. */
const EACH_MS = 500;

export interface FeedPollOptions {
  /** Where each feed stands that is to be asked for; null: from now on. */
  readonly cursors: () => ReadonlyMap<Id, Cursor | null>;
  readonly fetch: (inbox: Id, cursor: Cursor | null, signal: AbortSignal) => Promise<FeedPage>;
  /** Takes a page; answers whether more comes after it. The first round is what was missed. */
  readonly onPage: (inbox: Id, page: FeedPage, isMissed: boolean) => boolean;
  /** Whether the server answers; told after each round. */
  readonly onRound: (answers: boolean) => void;
}

export class FeedPoll {
  private ending: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wait = OFTEN_MS;
  private isMissed = true;

  constructor(private readonly options: FeedPollOptions) {}

  start(): void {
    if (this.ending !== null) return;
    this.ending = new AbortController();
    this.wait = OFTEN_MS;
    this.isMissed = true;
    void this.round(this.ending.signal);
  }

  stop(): void {
    this.ending?.abort();
    this.ending = null;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Somebody looks: do not wait for the timer. */
  wake(): void {
    if (this.ending === null || this.timer === undefined) return;
    clearTimeout(this.timer);
    this.wait = OFTEN_MS;
    void this.round(this.ending.signal);
  }

  private async round(signal: AbortSignal): Promise<void> {
    this.timer = undefined;
    const inboxes = [...this.options.cursors().keys()];
    let answers = true;
    try {
      let events = 0;
      // One after the other: polling must not be what a busy server cannot bear.
      // oxlint-disable-next-line no-await-in-loop
      for (const inbox of inboxes) events += await this.follow(inbox, signal);
      this.wait = events > 0 ? OFTEN_MS : Math.min(SELDOM_MS, this.wait * 1.5);
      this.isMissed = false;
    } catch (error) {
      answers = error instanceof ApiError && error.status < 500;
      const asked = error instanceof ApiError ? (error.retryAfter ?? 0) * 1000 : 0;
      this.wait = Math.max(asked, Math.min(SELDOM_MS, this.wait * 2));
    }
    if (signal.aborted) return;
    this.options.onRound(answers);
    // Whoever was told may have ended it.
    if (signal.aborted) return;
    this.timer = setTimeout(() => void this.round(signal), Math.max(this.wait, inboxes.length * EACH_MS));
  }

  /** All that is there of one inbox; answers how many events. */
  private async follow(inbox: Id, signal: AbortSignal): Promise<number> {
    let events = 0;
    for (let isMore = true; isMore && !signal.aborted;) {
      const cursor = this.options.cursors().get(inbox);
      if (cursor === undefined) return events;
      try {
        // oxlint-disable-next-line no-await-in-loop -- each page begins where the one before ended
        const page = await this.options.fetch(inbox, cursor, signal);
        if (signal.aborted) return events;
        events += page.events.length;
        isMore = this.options.onPage(inbox, page, this.isMissed);
      } catch (error) {
        // Of an inbox that this agent sees no more the others are none the worse.
        if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return events;
        throw error;
      }
    }
    return events;
  }
}
