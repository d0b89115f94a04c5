/** Notifies the agent: gathers what comes together, and leaves alone what some tab of theirs is looking at. */
import type { Conversation, FeedEvent, Id, Me } from "../../protocol";
import type { NotificationSettings } from "../../protocol/notifications";
import type { Tabs } from "./tabs";
import { isWanted, stillWaits, tellingOf, type Telling } from "./telling";

/** What comes within this time is one notification. */
export const GATHER_MS = 1000;
export const REPEAT_MS = 30_000;
/** However much happens, it rings no more often. */
export const RING_EVERY_MS = 5000;

export interface NotifierOptions {
  readonly me: Pick<Me, "id" | "teams">;
  /** Null: not known yet. */
  readonly settings: () => NotificationSettings | null;
  readonly tabs: Pick<Tabs, "speaks" | "looked">;
  /** As it is now, where this tab knows it. */
  readonly conversation: (id: Id) => Conversation | undefined;
  readonly now: () => number;
  readonly ring: () => void;
  /** All that came since the console was last on a screen, oldest first. */
  readonly show: (told: readonly Telling[]) => void;
}

export class Notifier {
  private readonly gathered = new Map<Id, Telling>();
  /** What is repeated until somebody has read it. */
  private readonly unread = new Map<Id, Telling>();
  /** What came while no tab was on a screen. */
  private readonly missed = new Map<Id, Telling>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private rang = -RING_EVERY_MS;
  private repeating: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: NotifierOptions) {}

  /** It happens now: what a reconnect replays never comes here. */
  heard(event: FeedEvent, by: unknown, was: unknown): void {
    const telling = tellingOf(event, by, was, this.options.me);
    if (telling === null || !this.isWanted(telling)) return;
    add(this.gathered, telling);
    this.timer ??= setTimeout(() => void this.tell(), GATHER_MS);
  }

  /** The console is on a screen again. */
  seen(): void {
    this.missed.clear();
  }

  close(): void {
    clearTimeout(this.timer);
    clearTimeout(this.repeating);
  }

  private isWanted(telling: Telling): boolean {
    const { settings, me, now } = this.options;
    const chosen = settings();
    return chosen !== null && isWanted(telling, chosen, me, now());
  }

  private async tell(): Promise<void> {
    this.timer = undefined;
    const told = [...this.gathered.values()];
    this.gathered.clear();
    const { tabs } = this.options;
    const { isSeen, open } = await tabs.looked();
    const unseen = told.filter(({ conversation: { id } }) => !open.has(id));
    if (unseen.length === 0) return;
    this.keep(unseen, isSeen);
    if (tabs.speaks(isSeen)) this.speak(isSeen);
  }

  private keep(unseen: readonly Telling[], isSeen: boolean): void {
    for (const one of unseen) add(this.unread, one);
    this.repeating ??= setTimeout(() => this.repeat(), REPEAT_MS);
    if (isSeen) this.missed.clear();
    else for (const one of unseen) add(this.missed, one);
  }

  private speak(isSeen: boolean): void {
    const chosen = this.options.settings();
    if (chosen?.sound) this.ring();
    if (chosen?.desktop && !isSeen) this.options.show([...this.missed.values()]);
  }

  /** While something of it is not read; a tab that does not speak keeps count, as it may have to go on. */
  private repeat(): void {
    this.repeating = undefined;
    const { settings, tabs } = this.options;
    for (const [id, telling] of this.unread) if (!this.waits(id, telling)) this.unread.delete(id);
    if (this.unread.size === 0) return;
    this.repeating = setTimeout(() => this.repeat(), REPEAT_MS);
    const chosen = settings();
    if (chosen?.sound && chosen.repeats && tabs.speaks(false)) this.ring();
  }

  private ring(): void {
    const now = this.options.now();
    if (now - this.rang < RING_EVERY_MS) return;
    this.rang = now;
    this.options.ring();
  }

  /** What this tab does not know any more, as after a reset, waits no longer: it would for ever. */
  private waits(id: Id, telling: Telling): boolean {
    const { conversation, me } = this.options;
    const now = conversation(id);
    if (now === undefined) return false;
    return stillWaits(telling, now, me.id) && this.isWanted({ ...telling, conversation: now });
  }
}

/** The newest last. */
function add(to: Map<Id, Telling>, telling: Telling): void {
  const { id } = telling.conversation;
  to.delete(id);
  to.set(id, telling);
}
