/**
 * The tabs of one agent in this browser: which one notifies, and what all of them show.
 *
 * A lock of the browser decides: the tab that was touched last takes it, because browsers let only such a one make a
 * sound; when it is closed the next one has it. Pages without TLS have no locks: there each tab that is seen notifies.
 */
import type { Id } from "../../protocol";

/** Others answer at once, or are not there. */
export const ANSWER_MS = 200;

/** What a tab shows: `open` is the conversation that its agent is looking at. */
export interface Shown {
  readonly isSeen: boolean;
  readonly open: Id | null;
}

/** What all of them show. */
export interface Looked {
  readonly isSeen: boolean;
  readonly open: ReadonlySet<Id>;
}

type Said =
  { readonly ask: true } | { readonly shown: Shown } | { readonly changed: true } | { readonly seen: true };

export interface TabsOptions {
  /** Of this agent alone. */
  readonly name: string;
  readonly shown: () => Shown;
  /** The agent chose otherwise in another tab. */
  readonly onChanged: () => void;
  /** Another tab came onto a screen. */
  readonly onSeen: () => void;
}

export class Tabs {
  private readonly channel: BroadcastChannel | null;
  private readonly locks = (navigator as Partial<Navigator>).locks ?? null;
  private readonly waiting = new AbortController();
  private answers: Shown[] = [];
  private letGo: (() => void) | null = null;
  private isTaking = false;
  private readonly onTouch = (): void => this.take();

  constructor(private readonly options: TabsOptions) {
    this.channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(options.name) : null;
    this.channel?.addEventListener("message", ({ data }: MessageEvent<Said>) => this.heard(data));
    for (const touch of TOUCHES) window.addEventListener(touch, this.onTouch, { capture: true });
    this.wait();
  }

  /** Whether this is the tab that notifies; `isSeen`: some tab is on a screen. */
  speaks(isSeen: boolean): boolean {
    if (this.locks !== null) return this.letGo !== null;
    return this.options.shown().isSeen || !isSeen;
  }

  async looked(): Promise<Looked> {
    this.answers = [];
    this.say({ ask: true });
    if (this.channel !== null) await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
    const all = [this.options.shown(), ...this.answers];
    const open = new Set(all.flatMap((one) => one.open ?? []));
    return { isSeen: all.some((one) => one.isSeen), open };
  }

  /** The agent chose otherwise here. */
  changed(): void {
    this.say({ changed: true });
  }

  /** This tab came onto a screen. */
  seen(): void {
    this.say({ seen: true });
  }

  close(): void {
    for (const touch of TOUCHES) window.removeEventListener(touch, this.onTouch, { capture: true });
    this.waiting.abort();
    this.letGo?.();
    this.letGo = null;
    this.channel?.close();
  }

  private heard(said: Said): void {
    if ("ask" in said) this.say({ shown: this.options.shown() });
    else if ("shown" in said) this.answers.push(said.shown);
    else if ("seen" in said) this.options.onSeen();
    else this.options.onChanged();
  }

  private say(said: Said): void {
    this.channel?.postMessage(said);
  }

  /** In turn. */
  private wait(): void {
    this.hold({ signal: this.waiting.signal });
  }

  private take(): void {
    if (this.locks === null || this.letGo !== null || this.isTaking) return;
    this.isTaking = true;
    this.hold({ steal: true });
  }

  private hold(how: LockOptions): void {
    let release: (() => void) | null = null;
    const held = (): Promise<void> =>
      new Promise((resolve) => {
        release = resolve;
        this.letGo = resolve;
        this.isTaking = false;
      });
    // Refused where another tab took it, and where this one is closed.
    this.locks?.request(this.options.name, how, held).catch(() => {
      if (this.letGo === release) this.letGo = null;
      if (how.steal === true) this.isTaking = false;
      else if (!this.waiting.signal.aborted) this.wait();
    });
  }
}

const TOUCHES = ["pointerdown", "keydown"] as const;
