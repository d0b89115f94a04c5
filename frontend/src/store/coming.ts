/** What is on its way with something else that was asked for, by contact. */
import type { Id } from "../protocol";

export class Coming<T> {
  private readonly promises = new Map<Id, Promise<T | null>>();

  /** Null: after all it does not come. */
  come(contact: Id, what: Promise<T | null>): void {
    const settled = what.catch(() => null);
    this.promises.set(contact, settled);
    void settled.then(() => this.promises.get(contact) === settled && this.promises.delete(contact));
  }

  /** Waited for once: who asks again wants what is newer. Null: nothing comes. */
  async take(contact: Id): Promise<T | null> {
    // A pane that is drawn together with a thread may ask first.
    await Promise.resolve();
    const coming = this.promises.get(contact);
    this.promises.delete(contact);
    return (await coming) ?? null;
  }
}
