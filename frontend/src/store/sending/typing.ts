/** Tells the customer that somebody is writing, and no more often than it lasts at the provider. */

/** The provider shows it for 25 s. */
const EVERY_MS = 20_000;

export class TypingNotifier {
  private readonly lastSent = new Map<number, number>();

  constructor(
    private readonly notify: (conversation: number) => Promise<void>,
    private readonly now: () => number = Date.now,
  ) {}

  /** The agent has typed something into this conversation. */
  typed(conversation: number): void {
    const now = this.now();
    if (now - (this.lastSent.get(conversation) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return;
    this.lastSent.set(conversation, now);
    // A nicety: that it did not work needs no notice.
    this.notify(conversation).catch(() => {});
  }

  /** What was written is sent: the provider has taken the sign down, the next letter puts it up again. */
  sent(conversation: number): void {
    this.lastSent.delete(conversation);
  }
}
