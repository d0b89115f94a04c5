/** The only WebSocket: connects, notices silence, comes back with jitter and never gives up. */
import { parseFrame, type ClientFrame, type Cursor, type Id, type ServerFrame } from "..";
import { backoff } from "./backoff";
import { Feeds, type FeedsOptions } from "./feeds";

export const SILENCE_MS = 45_000;
const CONNECT_MS = 15_000;
const TICK_MS = 1000;

/** Close codes of docs/protocol.md after which coming back by itself would be wrong. */
const STOPS: Readonly<Record<number, Stop>> = { 4401: "login", 4403: "forbidden", 4410: "reload" };
const TOO_SLOW = 4408;
/** Protocol error, rate: the server wants to be left alone for a while. */
const UNWELCOME: ReadonlySet<number> = new Set([4400, 4429]);
const UNWELCOME_ATTEMPT = 4;

export type Stop = "login" | "forbidden" | "reload";

export interface Link {
  readonly state: "connecting" | "open" | "waiting" | "stopped";
  /** Why it will not come back by itself. */
  readonly stop: Stop | null;
  /** Every inbox is live and applied == head. */
  readonly inSync: boolean;
}

export interface LiveOptions extends FeedsOptions {
  url: string;
  onLink(link: Link): void;
  open?: (url: string) => WebSocket;
  random?: () => number;
}

export function socketUrl(page: { protocol: string; host: string } = location): string {
  return `${page.protocol === "https:" ? "wss:" : "ws:"}//${page.host}/ws/console/`;
}

export class LiveSocket {
  private readonly feeds: Feeds;
  private socket: WebSocket | null = null;
  private link: Link = { state: "stopped", stop: null, inSync: false };
  private attempt = 0;
  /** Milliseconds that a server about to restart asked us to stay away. */
  private bye: number | null = null;
  private lastFrame = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private ticker: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly options: LiveOptions) {
    this.feeds = new Feeds(options, (frame) => this.send(frame));
  }

  /** Inboxes without a cursor begin from now. */
  start(inboxes: readonly Id[], cursors: Readonly<Record<string, Cursor>>): void {
    this.feeds.begin(inboxes, cursors);
    this.ticker ??= setInterval(() => this.tick(), TICK_MS);
    this.connect();
  }

  /** Go on after a reset, from a fresh snapshot. */
  resume(inbox: Id, cursor: Cursor | undefined): void {
    this.feeds.set(inbox, cursor);
    if (this.link.state === "open") this.feeds.subscribe(inbox);
    this.show({});
  }

  /** The page woke up, came into view or the network is back: do not wait for a timer. */
  wake(): void {
    if (this.link.state === "waiting") this.connect();
    else if (this.isSilent()) this.drop(0);
  }

  /** After logging in again. */
  restart(): void {
    if (this.link.state !== "stopped" || this.ticker === undefined) return;
    this.attempt = 0;
    this.connect();
  }

  stop(): void {
    clearInterval(this.ticker);
    this.ticker = undefined;
    this.detach();
    this.feeds.clear();
    this.show({ state: "stopped", stop: null });
  }

  /** The last applied number of an inbox. */
  applied(inbox: Id): number | null {
    return this.feeds.applied(inbox);
  }

  private connect(): void {
    this.detach();
    this.lastFrame = Date.now();
    this.show({ state: "connecting", stop: null });
    const socket = (this.options.open ?? ((url) => new WebSocket(url)))(this.options.url);
    this.socket = socket;
    socket.addEventListener("open", () => this.opened(socket));
    socket.addEventListener("message", (message) => this.received(socket, message.data));
    socket.addEventListener("close", (closing) => this.closed(socket, closing.code));
  }

  private opened(socket: WebSocket): void {
    if (socket !== this.socket) return;
    this.lastFrame = Date.now();
    this.feeds.connected();
    this.show({ state: "open", stop: null });
  }

  private received(socket: WebSocket, data: unknown): void {
    if (socket !== this.socket) return;
    this.lastFrame = Date.now();
    try {
      const frame = parseFrame(JSON.parse(String(data)));
      if (frame !== null) this.handle(frame);
    } catch (error) {
      // One unreadable frame must not end the connection: the gap it leaves is asked for again.
      console.error("unreadable frame", error);
    }
    this.show({});
  }

  private handle(frame: ServerFrame): void {
    if (frame.op === "bye") this.bye = frame.in * 1000;
    else if (frame.op === "error") console.warn(`socket: ${frame.code} ${frame.detail}`);
    // Only now: a server that accepts and then closes must not be asked every second.
    else if (frame.op === "live") this.attempt = 0;
    this.feeds.handle(frame, this.lastFrame);
  }

  private closed(socket: WebSocket, code: number): void {
    if (socket !== this.socket) return;
    const stop = STOPS[code];
    if (stop === undefined) return this.drop(this.delay(code));
    this.detach();
    this.show({ state: "stopped", stop });
  }

  private delay(code: number): number {
    const { bye, attempt } = this;
    const random = this.options.random ?? Math.random;
    this.attempt += 1;
    if (bye !== null) return bye + Math.round(random() * 1000);
    // Too slow, but everything else is well: the replay is quicker than the queue was.
    if (code === TOO_SLOW && attempt === 0) return 0;
    return backoff(UNWELCOME.has(code) ? Math.max(attempt, UNWELCOME_ATTEMPT) : attempt, random);
  }

  private drop(delay: number): void {
    this.detach();
    this.show({ state: "waiting", stop: null });
    if (delay === 0) this.connect();
    else this.retry = setTimeout(() => this.connect(), delay);
  }

  /** Let go of the socket without waiting for its closing handshake: a dead link never answers. */
  private detach(): void {
    clearTimeout(this.retry);
    this.bye = null;
    const { socket } = this;
    this.socket = null;
    if (socket === null) return;
    this.feeds.disconnected();
    socket.close();
  }

  private isSilent(): boolean {
    const limit = this.link.state === "connecting" ? CONNECT_MS : SILENCE_MS;
    return this.socket !== null && Date.now() - this.lastFrame > limit;
  }

  private tick(): void {
    if (this.isSilent()) return this.drop(this.delay(0));
    if (this.link.state === "open") this.feeds.tick(Date.now());
    this.show({});
  }

  private send(frame: ClientFrame): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(frame));
  }

  private show(change: Partial<Link>): void {
    const state = change.state ?? this.link.state;
    const link: Link = { ...this.link, ...change, inSync: state === "open" && this.feeds.inSync };
    const { stop, inSync } = this.link;
    if (link.state === this.link.state && link.stop === stop && link.inSync === inSync) return;
    this.link = link;
    this.options.onLink(link);
  }
}
