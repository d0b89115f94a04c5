/**
 * Sends what waits in the outbox: per conversation one at a time and in order. A message whose
 * answer was lost is sent again under the same client_id, which the server takes as the same.
 */
import { ApiError, NoAnswer } from "../../protocol/rest/request";
import { attempt } from "../../protocol/decode";
import { decodeRefusal, type Id, type Message } from "../../protocol";
import type { PersistedDrafts } from "../drafts/persistedDrafts";
import { sendable, type Pending } from "../state/pending";
import type { Store } from "../state/store";
import { elsewhere } from "../elsewhere";
import { backoff } from "../../protocol/socket/backoff";

/** Not a verdict on the message: the server, or what stands before it, is busy or away. */
const BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export interface OutboxOptions {
  store: Store;
  persistedDrafts: PersistedDrafts;
  post: (pending: Pending) => Promise<Message>;
  resolve: (conversation: Id) => Promise<void>;
  random?: () => number;
}

export class OutboxRunner {
  private attempt = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private paused = false;
  private readonly known = new Map<string, Pending>();
  private readonly unsubscribe: () => void;

  constructor(private readonly options: OutboxOptions) {
    for (const pending of options.persistedDrafts.outbox())
      options.store.dispatch({ type: "queued", pending });
    this.unsubscribe = options.store.subscribe(() => this.changed());
    this.changed();
  }

  /** The connection is back, or the agent has logged in again: do not wait for the timer. */
  kick(): void {
    this.paused = false;
    this.attempt = 0;
    clearTimeout(this.retry);
    this.run();
  }

  close(): void {
    clearTimeout(this.retry);
    this.paused = true;
    this.unsubscribe();
  }

  private changed(): void {
    this.persist();
    if (!this.paused) this.run();
  }

  /** Mirror the outbox into storage, so that a reload forgets nothing. */
  private persist(): void {
    const { outbox } = this.options.store.get();
    const current = new Set(outbox.map((one) => one.clientId));
    for (const one of outbox)
      if (this.known.get(one.clientId) !== one) this.options.persistedDrafts.remember(one);
    for (const id of this.known.keys()) if (!current.has(id)) this.options.persistedDrafts.forget(id);
    this.known.clear();
    for (const one of outbox) this.known.set(one.clientId, one);
  }

  private run(): void {
    for (const pending of sendable(this.options.store.get().outbox)) void this.send(pending);
  }

  private async send(pending: Pending): Promise<void> {
    this.mark(pending, { state: "sending" });
    try {
      const message = await this.options.post(pending);
      this.attempt = 0;
      this.options.store.dispatch({ type: "message", message, version: undefined });
    } catch (error) {
      return this.refused(pending, error);
    }
    // Sent is what matters; that the conversation is still open is plain to see.
    if (pending.thenResolve) await this.options.resolve(pending.conversation).catch(console.warn);
  }

  private refused(pending: Pending, error: unknown): void {
    if (!(error instanceof ApiError)) {
      if (!(error instanceof NoAnswer)) console.error(error);
      return this.retryLater(pending, null);
    }
    if (error.status === 401) {
      this.paused = true;
      return this.mark(pending, { state: "waiting" });
    }
    if (BUSY.has(error.status)) return this.retryLater(pending, error.retryAfter);
    const where = elsewhere(error);
    const refusal = {
      code: error.code,
      sentence: error.sentence,
      ...(where !== null && { elsewhere: where }),
    };
    if (error.code === "newer_activity") {
      return this.mark(pending, { state: "conflict", refusal, newer: newerMessages(error) });
    }
    if (error.code === "window_closed") this.closed(pending, error);
    this.mark(pending, { state: "refused", refusal });
  }

  /** The server's clock decides: the composer has to know, too. */
  private closed({ conversation }: Pending, error: ApiError): void {
    const window = attempt(decodeRefusal, error.body)?.window ?? { open: false, closes_at: null };
    this.options.store.dispatch({ type: "windowClosed", conversation, window });
  }

  private retryLater(pending: Pending, seconds: number | null): void {
    this.paused = true;
    clearTimeout(this.retry);
    const delay = seconds === null ? backoff(this.attempt, this.options.random) : seconds * 1000;
    this.attempt += 1;
    this.retry = setTimeout(() => {
      this.paused = false;
      this.run();
    }, delay);
    this.mark(pending, { state: "waiting" });
  }

  private mark({ clientId }: Pending, change: Partial<Pending>): void {
    this.options.store.dispatch({ type: "pendingChanged", clientId, change });
  }
}

function newerMessages(error: ApiError): readonly Message[] {
  return attempt(decodeRefusal, error.body)?.newer ?? [];
}
