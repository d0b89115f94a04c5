/** What other windows have said and is still true: each saying ends by itself. */
import type { Drafting, Id, PresenceFrame } from "../../protocol";
import { Signal } from "../signal";

export interface PresenceSignal {
  readonly conversation: Id;
  readonly agent: { readonly id: Id; readonly name: string };
  readonly mode: "typing" | "viewing" | "draft";
  readonly note: boolean;
  /** Milliseconds of `Date.now`. */
  readonly until: number;
}

/** Of everybody in all inboxes; beyond it is no team. */
const MOST = 5000;
/** A draft is a row that nobody repeats; the server says when it is gone. */
const DRAFT_MS = 24 * 3_600_000;
const NOBODY: readonly PresenceSignal[] = [];

/** Of each agent one in each conversation and mode, whichever window wrote it. */
function draftKey(agent: Id, conversation: Id, note: boolean): string {
  return `${agent} ${conversation} ${note ? "note" : "reply"} draft`;
}

export class Seen {
  /** By conversation; the same list for as long as nothing in it has changed. */
  readonly all = new Signal<ReadonlyMap<Id, readonly PresenceSignal[]>>(new Map());
  /** By window and mode: a window looks at one conversation and types in one. */
  private readonly signals = new Map<string, PresenceSignal>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  of(conversation: Id): readonly PresenceSignal[] {
    return this.all.get().get(conversation) ?? NOBODY;
  }

  received(frame: PresenceFrame): void {
    const { mode, ttl } = frame;
    if (mode !== "typing" && mode !== "viewing" && mode !== "draft") return;
    const { conversation, agent, note } = frame;
    const key =
      mode === "draft" ? draftKey(agent.id, conversation, note) : `${agent.id} ${frame.socket} ${mode}`;
    if (ttl <= 0) return this.end(key, conversation);
    this.keep(key, { conversation, agent, mode, note, until: Date.now() + ttl * 1000 });
  }

  private keep(key: string, signal: PresenceSignal): void {
    const before = this.signals.get(key);
    if (before === undefined && this.signals.size >= MOST) return;
    this.signals.set(key, signal);
    const isSame = before?.conversation === signal.conversation && before.note === signal.note;
    if (isSame) this.wait();
    else this.changed();
  }

  /** One that comes late must not end what began since. */
  private end(key: string, conversation: Id): void {
    if (this.signals.get(key)?.conversation !== conversation) return;
    this.signals.delete(key);
    this.changed();
  }

  /** What is renewed all the time is over without a connection. Drafts stay, and are asked for when it is back. */
  clear(): void {
    for (const [key, { mode }] of this.signals) if (mode !== "draft") this.signals.delete(key);
    this.changed();
  }

  /** Whoever has a draft in a conversation, as the server lists them. */
  drafting(conversation: Id, all: readonly Drafting[]): void {
    for (const [key, one] of this.signals)
      if (one.mode === "draft" && one.conversation === conversation) this.signals.delete(key);
    const until = Date.now() + DRAFT_MS;
    for (const { agent, note } of all)
      this.signals.set(draftKey(agent.id, conversation, note), {
        conversation,
        agent,
        mode: "draft",
        note,
        until,
      });
    this.changed();
  }

  private changed(): void {
    const all = new Map<Id, PresenceSignal[]>();
    for (const one of this.signals.values()) {
      const there = all.get(one.conversation);
      if (there) there.push(one);
      else all.set(one.conversation, [one]);
    }
    const before = this.all.get();
    if (all.size > 0 || before.size > 0) this.all.set(withKnown(all, before));
    this.wait();
  }

  /** Until the first of them ends. */
  private wait(): void {
    clearTimeout(this.timer);
    if (this.signals.size === 0) return;
    const first = Math.min(...[...this.signals.values()].map(({ until }) => until));
    this.timer = setTimeout(() => this.forget(), Math.max(0, first - Date.now()));
  }

  private forget(): void {
    const now = Date.now();
    for (const [key, { until }] of this.signals) if (until <= now) this.signals.delete(key);
    this.changed();
  }
}

function withKnown(all: Map<Id, PresenceSignal[]>, before: ReadonlyMap<Id, readonly PresenceSignal[]>) {
  return new Map<Id, readonly PresenceSignal[]>(
    [...all].map(([id, there]) => {
      const known = before.get(id);
      const isSame = known?.length === there.length && there.every((one, index) => one === known[index]);
      return [id, isSame ? known : there];
    }),
  );
}
