/** A server of a few conversations that does what agents and customers do, and numbers what it tells. */
import type { Activity, Conversation, FeedEvent, Message, Page, ThreadPage } from "../../src/protocol";
import { KINDS, PRIORITIES } from "../../src/protocol";
import { compareKeys } from "../../src/store/state/order";
import type { NumberedEvent } from "../../src/store/state/state";
import type { Random } from "./random";
import { activity, conversation, me, message, mia, short } from "./samples";

const VIP = { id: 3, name: "VIP", color: "#aa0000" };
const OTHER = "Meta's Business Agent";
const MINUTE = 60_000;
const START = Date.parse("2026-11-21T08:00:00Z");

export class Desk {
  readonly conversations = new Map<number, Conversation>();
  readonly messages = new Map<number, Message>();
  readonly activities: Activity[] = [];
  inboxes = me.inboxes;
  seq = 10;
  private ids = 100;

  constructor(
    private readonly random: Random,
    /** What happened, in order. */
    private readonly tell: (event: NumberedEvent) => void,
  ) {
    for (const id of [9, 10, 11]) this.conversations.set(id, conversation({ id }));
    for (let n = 0; n < 12; n += 1) this.write(this.one(), { kind: "text" });
  }

  /** By the name of what an agent, a customer or the provider does. */
  readonly actions: Readonly<Record<string, () => void>> = {
    assign: () => this.change(this.one(), { assignee: this.pick(null, me, mia) }, "assigned"),
    team: () =>
      this.change(this.one(), { team: this.pick(null, { id: 4, name: "Returns" }) }, "team_assigned"),
    "answered by another": () => this.change(this.one(), { answered_by: OTHER }, "answered_by_other"),
    "take over": () => this.change(this.one(), { answered_by: null }, "taken_over"),
    status: () => this.change(this.one(), { status: this.pick("open", "pending", "resolved") }, "set_open"),
    snooze: () => this.change(this.one(), { status: "snoozed", snoozed_until: this.at(60) }, "snoozed"),
    wake: () => this.change(this.one(), { status: "open", snoozed_until: null }, "woken"),
    priority: () => this.change(this.one(), { priority: this.pick(...PRIORITIES) }, "priority_changed"),
    labels: () => this.change(this.one(), { labels: this.pick([], [VIP]) }, "labels_added"),
    read: () => this.change(this.one(), { unread: 0 }),
    unread: () => this.change(this.one(), { unread: this.random(4) }),
    "window closed": () => this.change(this.one(), { window: { open: false, closes_at: this.at(0) } }),
    bulk: () => {
      const together = { priority: this.pick(...PRIORITIES), assignee: this.pick(null, mia) };
      for (const one of this.conversations.values()) this.change(one, together, "assigned");
    },
    rename: () => {
      const one = this.one();
      const contact = { ...one.contact, name: `Ana ${this.random(99)}`, blocked: this.random(2) === 1 };
      for (const other of this.conversations.values())
        this.conversations.set(other.id, { ...other, contact });
      this.said({ k: "contact.updated", d: contact });
    },
    note: () => this.note(),
    "edit a note": () => {
      const note = this.last(({ direction }) => direction === "note") ?? this.note();
      const earlier = { content: note.content, until: this.at(0) };
      this.move(note, { content: "Said otherwise", revisions: [earlier], edited_at: this.at(0) });
    },
    "delete a note": () => {
      const note = this.last(({ direction }) => direction === "note") ?? this.note();
      this.move(note, { content: "Deleted note", payload: {}, revisions: [], revoked_at: this.at(0) });
      this.done(note.conversation, "note_deleted");
    },
    "mentions seen": () => this.change(this.one(), { mentioned: [{ agent: me.id, unread: 0 }] }),
    "customer writes": () => this.write(this.one(), { kind: this.kind() }),
    "customer's comes late": () =>
      this.write(this.one(), { kind: this.kind(), timestamp: this.at(this.pick(-30, -3, -2, -1)) }),
    "customer edits": () => this.move(this.line("inbound"), { content: "Edited", edited_at: this.at(0) }),
    "customer deletes": () => this.move(this.line("inbound"), { revoked_at: this.at(0) }),
    react: () => {
      const emoji = { emoji: "👍", from: "us" as const, agent: me, status: "sent" as const, timestamp: null };
      this.move(this.line("inbound"), { reactions: this.pick([], [emoji]) });
    },
    "file arrives": () => this.move(this.line("inbound"), { content: "A file", payload: { file: 1 } }),
    send: () => this.send(),
    receipt: () => this.move(this.line("outbound"), { status: this.pick("sent", "delivered", "read") }),
    fail: () => {
      const advice = "resend" as const;
      const error = { code: "131026", title: "Not delivered", detail: "", action: "", advice };
      this.move(this.line("outbound"), { status: "failed", error });
    },
    resend: () => {
      const line = this.line("outbound");
      this.move(line, { status: "queued", error: null });
      this.done(line.conversation, "message_retried");
    },
    /** Two contacts become one, or one two. */
    "move to another conversation": () => {
      const line = this.line("inbound");
      const was = this.conversation(line);
      const to = this.pick(...[...this.conversations.keys()].filter((id) => id !== was.id));
      this.move(line, { conversation: to }, { conversation: was.id });
      if (was.last_message?.id !== line.id) return;
      const last = this.lines(was.id).findLast(({ direction }) => direction !== "note");
      this.change(was, { last_message: last ? short(last) : null });
    },
    cancel: () => this.move(this.line("outbound"), { status: "failed" }),
    hold: () => this.send({ status: "held" }),
    /** It goes below the answer that released it. */
    release: () => this.move(this.send({ status: "held" }), { status: "queued", timestamp: this.at(0) }),
    /** An echo came before the answer of the provider; it is the message that was sent. */
    "echo absorbed": () => {
      const sent = this.send();
      const name = `wamid.${sent.id}`;
      const echo = this.write(this.conversation(sent), {
        direction: "outbound",
        origin: "phone",
        external_id: name,
        content: sent.content,
      });
      this.messages.delete(echo.id);
      const last = this.conversation(sent).last_message;
      if (last?.id === echo.id) this.change(this.conversation(sent), { last_message: short(sent) });
      this.move(sent, { status: "sent", external_id: name });
    },
    inbox: () => {
      this.inboxes = this.inboxes.map((one) => ({ ...one, name: `Shop ${this.random(9)}` }));
      for (const d of this.inboxes) this.said({ k: "inbox.updated", d });
    },
  };

  // ── what REST shows ─────────────────────────────────────────────────────────────────────────

  listed(): Page<Conversation> {
    return { results: [...this.conversations.values()], next: null, previous: null, feed: this.feed() };
  }

  /** The newest `count`, and what was done. */
  thread(id: number, count = Infinity): ThreadPage {
    const lines = this.lines(id).toReversed();
    const done = this.activities.filter((one) => one.conversation === id).toReversed();
    const results = lines.slice(0, count);
    const { timestamp = "", id: last } = results.at(-1) ?? {};
    const next = lines.length > count ? `older ${timestamp} ${last}` : null;
    return { results, next, previous: null, feed: this.feed(), activity: done };
  }

  lines(id: number): Message[] {
    const lines = [...this.messages.values()].filter((one) => one.conversation === id);
    return lines.toSorted((a, b) =>
      compareKeys({ at: a.timestamp, id: a.id }, { at: b.timestamp, id: b.id }),
    );
  }

  feed(): Page<Conversation>["feed"] {
    return { 7: { epoch: "e", seq: this.seq } };
  }

  // ── what happens ────────────────────────────────────────────────────────────────────────────

  private said(event: FeedEvent, was: object = {}): void {
    this.seq += 1;
    this.tell({ inbox: 7, seq: this.seq, event, was });
  }

  private change(one: Conversation, change: Partial<Conversation>, verb?: string): void {
    const d = { ...this.conversation({ conversation: one.id }), ...change };
    this.conversations.set(d.id, d);
    this.said({ k: "conversation.updated", d });
    if (verb !== undefined) this.done(d.id, verb);
  }

  private done(id: number, verb: string): void {
    const d = activity({ id: this.ids++, conversation: id, verb, at: this.at(0) });
    this.activities.push(d);
    this.said({ k: "activity.created", d });
  }

  private write(one: Conversation, change: Partial<Message>): Message {
    const id = this.ids++;
    const d = message({ id, conversation: one.id, timestamp: this.at(0), content: `Line ${id}`, ...change });
    this.messages.set(id, d);
    this.said({ k: "message.created", d });
    const isNewest = d.direction !== "note" && this.lines(one.id).at(-1)?.id === id;
    if (isNewest) this.change(one, { last_message: short(d), last_activity_at: d.timestamp });
    return d;
  }

  private send(change: Partial<Message> = {}): Message {
    const kind = this.pick("text", "template", "image", "interactive");
    const sent = {
      direction: "outbound",
      status: "queued",
      kind,
      author: me,
      client_id: `c${this.ids}`,
    } as const;
    return this.write(this.one(), { ...sent, ...change });
  }

  private note(): Message {
    const one = this.one();
    const note = this.write(one, { direction: "note", kind: "note", author: mia, content: "@Sam look" });
    this.change(one, { mentioned: [{ agent: me.id, unread: 1 }] });
    return note;
  }

  /** Of a mere status no event tells that the conversation shows it, too. */
  private move(line: Message, change: Partial<Message>, was: object = {}): void {
    const d = { ...line, ...change };
    this.messages.set(d.id, d);
    const one = this.conversation(d);
    if (one.last_message?.id === d.id) this.conversations.set(one.id, { ...one, last_message: short(d) });
    this.said({ k: "message.updated", d }, was);
  }

  private line(direction: "inbound" | "outbound"): Message {
    const found = this.last((one) => one.direction === direction);
    return found ?? (direction === "outbound" ? this.send() : this.write(this.one(), {}));
  }

  /** One of the newest that fit. */
  private last(fits: (one: Message) => boolean): Message | undefined {
    const found = [...this.messages.values()].filter(fits);
    return found[Math.max(0, found.length - 1 - this.random(6))];
  }

  private conversation({ conversation: id }: { conversation: number }): Conversation {
    const found = this.conversations.get(id);
    if (found === undefined) throw new Error(`no conversation ${id}`);
    return found;
  }

  private one(): Conversation {
    return this.pick(...this.conversations.values());
  }

  private kind(): Message["kind"] {
    return this.pick(...KINDS.filter((one) => one !== "note" && one !== "reaction"));
  }

  private pick<T>(...choices: T[]): T {
    return choices[this.random(choices.length)] as T;
  }

  /** A time so many minutes from now; each thing that happens is a second later. */
  private at(minutes: number): string {
    const moment = START + this.seq * 1000 + minutes * MINUTE;
    return new Date(moment).toISOString().replace(".000Z", "Z");
  }
}
