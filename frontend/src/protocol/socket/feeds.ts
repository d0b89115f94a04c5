/** The feeds of all inboxes: what each frame means, and what to ask. No socket and no timers here. */
import type { FeedPage, PolledEvent } from "../rest/feed";
import { parseEvent, type ClientFrame, type Cursor, type FeedEvent, type Id, type ServerFrame } from "..";
import * as resume from "./resume";

const ACK_EVERY = 50;
const ACK_MS = 5000;

export interface FeedsOptions {
  onEvent(inbox: Id, seq: number, event: FeedEvent, was: unknown): void;
  /** It happens now: not what a reconnect replays. `by` and `was` are as they came. */
  onHappened?(event: FeedEvent, by: unknown, was: unknown): void;
  /** Read a snapshot, then call `resume` with its cursor. */
  onReset(inbox: Id, why: string): void;
  /** All inboxes are live again after a loss; `events` came by replay. */
  onCaughtUp(events: number): void;
}

export class Feeds {
  private subscriptions = new Map<Id, resume.Subscription>();
  private unacked = new Map<Id, number>();
  private lastAck = 0;
  private lost = false;

  constructor(
    private readonly options: FeedsOptions,
    private readonly send: (frame: ClientFrame) => void,
  ) {}

  /** Inboxes without a cursor begin from now. */
  begin(inboxes: readonly Id[], cursors: Readonly<Record<string, Cursor>>): void {
    for (const inbox of inboxes) this.set(inbox, cursors[inbox]);
  }

  set(inbox: Id, cursor: Cursor | undefined): void {
    this.subscriptions.set(inbox, cursor ? resume.fromSnapshot(cursor) : resume.notSubscribed);
  }

  clear(): void {
    this.subscriptions.clear();
    this.unacked.clear();
    this.lost = false;
  }

  /** The last applied number of an inbox. */
  applied(inbox: Id): number | null {
    return this.subscriptions.get(inbox)?.applied ?? null;
  }

  get inSync(): boolean {
    return [...this.subscriptions.values()].every(resume.isInSync);
  }

  connected(): void {
    for (const [inbox, track] of this.subscriptions) if (track.phase !== "resetting") this.subscribe(inbox);
  }

  disconnected(): void {
    this.lost = true;
    this.unacked.clear();
    for (const [inbox, track] of this.subscriptions)
      this.subscriptions.set(inbox, resume.disconnected(track));
  }

  subscribe(inbox: Id): void {
    const track = this.subscriptions.get(inbox) ?? resume.notSubscribed;
    const { applied, epoch } = track;
    this.subscriptions.set(inbox, resume.asked(track));
    this.send(
      applied === null || epoch === null ? { op: "sub", inbox } : { op: "sub", inbox, since: applied, epoch },
    );
  }

  /** Where the feeds stand that plain HTTP may go on with; null: from now on. */
  cursors(): ReadonlyMap<Id, Cursor | null> {
    const found = new Map<Id, Cursor | null>();
    for (const [inbox, { phase, applied, epoch }] of this.subscriptions) {
      if (phase === "resetting") continue;
      found.set(inbox, applied === null || epoch === null ? null : { seq: applied, epoch });
    }
    return found;
  }

  /** A page that came without a socket. Answers whether more comes after it. */
  polled(inbox: Id, page: FeedPage, isMissed: boolean): boolean {
    const track = this.subscriptions.get(inbox);
    if (!track || track.phase === "resetting") return false;
    if (page.reset !== null) this.reset(inbox, page.reset.why);
    else this.update(inbox, () => this.paged(inbox, track, page));
    for (const event of page.events) {
      const [next, verdict] = resume.onPolled(this.subscriptions.get(inbox) ?? track, event.s);
      this.subscriptions.set(inbox, next);
      if (verdict === "apply") this.apply(event, !isMissed);
    }
    return page.events.length > 0 && (this.applied(inbox) ?? page.head) < page.head;
  }

  private paged(inbox: Id, track: resume.Subscription, { epoch, head }: FeedPage): resume.Subscription {
    const [next, verdict] = resume.onPage(track, epoch, head);
    if (verdict === "reset") this.options.onReset(inbox, "epoch");
    return next;
  }

  tick(now: number): void {
    for (const [inbox, track] of this.subscriptions) if (resume.isStuck(track, now)) this.subscribe(inbox);
    if (now - this.lastAck >= ACK_MS) this.acknowledge(now);
  }

  handle(frame: ServerFrame, now: number): void {
    switch (frame.op) {
      case "ev":
        return this.event(frame, now);
      case "skip":
        return this.update(frame.i, (track) => resume.onSkip(track, frame.to));
      case "subbed":
        return this.subbed(frame.inbox, frame.epoch, frame.head);
      case "live":
        return this.live(frame.inbox);
      case "reset":
        return this.reset(frame.inbox, frame.why);
      case "hb":
        return this.heads(frame.heads, now);
    }
  }

  private update(inbox: Id, change: (track: resume.Subscription) => resume.Subscription): void {
    const track = this.subscriptions.get(inbox);
    if (track) this.subscriptions.set(inbox, change(track));
  }

  private event(frame: PolledEvent, now: number): void {
    const { i: inbox, s: seq } = frame;
    const track = this.subscriptions.get(inbox);
    if (!track) return;
    const [next, verdict] = resume.onEvent(track, seq);
    this.subscriptions.set(inbox, next);
    if (verdict === "gap") this.subscribe(inbox);
    if (verdict !== "apply") return;
    this.apply(frame, track.phase === "live");
    this.count(inbox, now);
  }

  private apply({ i: inbox, s: seq, k, d, by, was }: PolledEvent, isNow: boolean): void {
    const event = readEvent(k, d);
    this.options.onEvent(inbox, seq, event, was);
    if (isNow) this.options.onHappened?.(event, by, was);
  }

  private subbed(inbox: Id, epoch: string, head: number): void {
    const track = this.subscriptions.get(inbox);
    if (!track) return;
    const [next, verdict] = resume.onSubbed(track, epoch, head);
    this.subscriptions.set(inbox, next);
    if (verdict === "reset") this.options.onReset(inbox, "epoch");
  }

  private live(inbox: Id): void {
    this.update(inbox, resume.onLive);
    const subscriptions = [...this.subscriptions.values()];
    if (!this.lost || subscriptions.some((track) => track.phase !== "live")) return;
    this.lost = false;
    this.options.onCaughtUp(subscriptions.reduce((sum, track) => sum + track.replayed, 0));
  }

  private reset(inbox: Id, why: string): void {
    this.update(inbox, resume.resetting);
    this.options.onReset(inbox, why);
  }

  private heads(heads: Readonly<Record<string, number>>, now: number): void {
    for (const [inbox, head] of Object.entries(heads)) {
      this.update(Number(inbox), (track) => resume.onHead(track, head, now));
    }
  }

  private count(inbox: Id, now: number): void {
    const events = (this.unacked.get(inbox) ?? 0) + 1;
    this.unacked.set(inbox, events);
    if (events >= ACK_EVERY) this.acknowledge(now);
  }

  private acknowledge(now: number): void {
    this.lastAck = now;
    for (const inbox of this.unacked.keys()) {
      const applied = this.applied(inbox);
      if (applied !== null) this.send({ op: "ack", i: inbox, s: applied });
    }
    this.unacked.clear();
  }
}

/** An event that this console cannot read counts, but changes nothing. */
function readEvent(k: string, d: unknown): FeedEvent {
  try {
    return parseEvent(k, d);
  } catch (error) {
    console.error(`unreadable event ${k}`, error);
    return { k: "unknown", kind: k };
  }
}
