/** The feeds of all inboxes: what each frame means, and what to ask. No socket and no timers here. */
import { parseEvent, type ClientFrame, type Cursor, type FeedEvent, type Id, type ServerFrame } from "..";
import * as resume from "./resume";

const ACK_EVERY = 50;
const ACK_MS = 5000;

export interface FeedsOptions {
  onEvent(inbox: Id, seq: number, event: FeedEvent): void;
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

  tick(now: number): void {
    for (const [inbox, track] of this.subscriptions) if (resume.isStuck(track, now)) this.subscribe(inbox);
    if (now - this.lastAck >= ACK_MS) this.acknowledge(now);
  }

  handle(frame: ServerFrame, now: number): void {
    switch (frame.op) {
      case "ev":
        return this.event(frame.i, frame.s, frame.k, frame.d, now);
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

  private event(inbox: Id, seq: number, k: string, d: unknown, now: number): void {
    const track = this.subscriptions.get(inbox);
    if (!track) return;
    const [next, verdict] = resume.onEvent(track, seq);
    this.subscriptions.set(inbox, next);
    if (verdict === "gap") this.subscribe(inbox);
    if (verdict !== "apply") return;
    this.options.onEvent(inbox, seq, readEvent(k, d));
    this.count(inbox, now);
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
