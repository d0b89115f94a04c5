/** Who is there, who looks at a conversation and who types in it: what this window says of its agent, and what others say. */
import type { AvailabilityFrame, ClientFrame, Id, Me, PresenceFrame } from "../../protocol";
import { Availabilities } from "./availability";
import { Seen } from "./seen";

type Send = (frame: ClientFrame) => void;

/** Sooner than others forget it (docs/protocol.md): looking after 30 s, typing after 6 s. */
export const LOOKING_EVERY_MS = 10_000;
export const TYPING_EVERY_MS = 3000;
/** Who flips through the list does not look at what they pass. */
export const STAYS_MS = 250;
/** No letter for so long: not typing any more. */
export const TYPES_NO_MORE_MS = 4500;

export class Presence {
  readonly seen = new Seen();
  readonly availability: Availabilities;
  private readonly renewing: ReturnType<typeof setInterval>;
  private readonly onVisibility = (): void => this.look();
  /** The conversation that is open here. */
  private open: Id | null = null;
  /** What others were told last. */
  private told: Id | null = null;
  private staying: ReturnType<typeof setTimeout> | undefined;
  private typing: { conversation: Id; note: boolean; at: number } | null = null;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private isLinked = false;

  constructor(
    me: Me,
    private readonly send: Send,
  ) {
    this.availability = new Availabilities(me, send);
    this.renewing = setInterval(() => this.renew(), LOOKING_EVERY_MS);
    document.addEventListener("visibilitychange", this.onVisibility);
  }

  close(): void {
    clearInterval(this.renewing);
    clearTimeout(this.staying);
    clearTimeout(this.silence);
    document.removeEventListener("visibilitychange", this.onVisibility);
    this.seen.clear();
    this.availability.close();
  }

  received(frame: PresenceFrame | AvailabilityFrame): void {
    if (frame.op === "presence") this.seen.received(frame);
    else this.availability.received(frame);
  }

  /** Others forget who is not connected, and what they said may be over. */
  linked(isOpen: boolean): void {
    if (isOpen === this.isLinked) return;
    this.isLinked = isOpen;
    this.availability.linked(isOpen);
    this.told = null;
    if (isOpen) {
      this.look();
      // Begun before anybody could be told.
      if (this.typing !== null) this.tellTyping(this.typing);
    } else {
      this.typing = null;
      this.seen.clear();
    }
  }

  /** The conversation that is open in this window. */
  get here(): Id | null {
    return this.open;
  }

  // ── what this agent does ───────────────────────────────────────────────────────────────────

  opened(conversation: Id): void {
    this.open = conversation;
    this.look();
  }

  left(conversation: Id): void {
    if (this.typing?.conversation === conversation) this.typed(null);
    if (this.open !== conversation) return;
    this.open = null;
    this.look();
  }

  /** A letter was written in this conversation, or (null) nothing is being written any more. */
  typed(conversation: Id | null, note = false): void {
    clearTimeout(this.silence);
    if (conversation === null) return this.stopTyping();
    this.silence = setTimeout(() => this.stopTyping(), TYPES_NO_MORE_MS);
    const now = Date.now();
    const before = this.typing;
    const isKnown = before?.conversation === conversation && before.note === note;
    if (isKnown && now - before.at < TYPING_EVERY_MS) return;
    this.typing = { conversation, note, at: now };
    this.tellTyping(this.typing);
  }

  private tellTyping({ conversation, note }: { conversation: Id; note: boolean }): void {
    this.send({ op: "typing", conversation, note });
  }

  private stopTyping(): void {
    if (this.typing === null) return;
    this.typing = null;
    this.send({ op: "typing", conversation: null });
  }

  /** What is open in a window that nobody sees is not looked at. */
  private get looked(): Id | null {
    return document.visibilityState === "visible" ? this.open : null;
  }

  private look(): void {
    clearTimeout(this.staying);
    this.staying = setTimeout(() => {
      if (this.looked !== this.told) this.tell();
    }, STAYS_MS);
  }

  private renew(): void {
    if (this.looked !== null) this.tell();
  }

  private tell(): void {
    this.told = this.looked;
    if (this.isLinked) this.send({ op: "viewing", conversation: this.told });
  }
}
