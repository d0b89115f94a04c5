/**
 * What must outlive a reload, a log-out or a crash of the tab: drafts and unsent messages, per
 * agent, in `localStorage`. One key per item, so that two tabs never overwrite each other's list.
 */
import type { Id } from "../../protocol";
import { PLAIN, type Pending } from "../state/pending";

/** `localStorage` may be full or forbidden; the console then works without memory. */
function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

export class PersistedDrafts {
  constructor(
    private readonly agent: Id,
    private readonly storage: Storage,
  ) {}

  draft(conversation: Id): string {
    return attempt(() => this.storage.getItem(this.draftKey(conversation)) ?? "", "");
  }

  setDraft(conversation: Id, text: string): void {
    attempt(() => {
      if (text === "") this.storage.removeItem(this.draftKey(conversation));
      else this.storage.setItem(this.draftKey(conversation), text);
    }, undefined);
  }

  /** Unsent messages, in the order of writing. */
  outbox(): Pending[] {
    return attempt(() => {
      const keys = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index) ?? "");
      const kept = keys.filter((key) => key.startsWith(this.outboxPrefix)).map((key) => this.parse(key));
      return kept.filter((one) => one !== null).toSorted((a, b) => (a.at < b.at ? -1 : 1));
    }, []);
  }

  remember(pending: Pending): void {
    attempt(
      () => this.storage.setItem(this.outboxPrefix + pending.clientId, JSON.stringify(pending)),
      undefined,
    );
  }

  forget(clientId: string): void {
    attempt(() => this.storage.removeItem(this.outboxPrefix + clientId), undefined);
  }

  private parse(key: string): Pending | null {
    return attempt(() => {
      const one = JSON.parse(this.storage.getItem(key) ?? "") as Pending;
      const isWhole = typeof one.clientId === "string" && typeof one.content === "string";
      // An older console may have kept it: it knew text only.
      return isWhole ? { ...PLAIN, ...one, state: one.state === "sending" ? "waiting" : one.state } : null;
    }, null);
  }

  private get outboxPrefix(): string {
    return `client.outbox.${this.agent}.`;
  }

  private draftKey(conversation: Id): string {
    return `client.draft.${this.agent}.${conversation}`;
  }
}
