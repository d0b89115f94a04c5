/** Tells the customer that somebody is writing, and no more often than it lasts at the provider. */

/** The provider shows it for 25 s. */
const EVERY_MS = 20_000;

export class TypingTeller {
  private readonly told = new Map<number, number>();

  constructor(
    private readonly tell: (conversation: number) => Promise<void>,
    private readonly now: () => number = Date.now,
  ) {}

  /** The agent has typed something into this conversation. */
  typed(conversation: number): void {
    const now = this.now();
    if (now - (this.told.get(conversation) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return;
    this.told.set(conversation, now);
    // A nicety: that it did not work is nobody's news.
    this.tell(conversation).catch(() => {});
  }

  /** What was written is sent: the provider has taken the sign down, the next letter puts it up again. */
  sent(conversation: number): void {
    this.told.delete(conversation);
  }
}
