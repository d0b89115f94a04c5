/** The only WebSocket: connects, notices silence, comes back with jitter and never gives up. */
import {
  parseFrame,
  type AvailabilityFrame,
  type ClientFrame,
  type Cursor,
  type DraftFrame,
  type Id,
  type PresenceFrame,
  type ServerFrame,
} from "..";
import type { getFeed } from "../rest/feed";
import { backoff } from "./backoff";
import { FeedPoll } from "./feedPoll";
import { Feeds, type FeedsOptions } from "./feeds";
import type { Link, Stop } from "./link";

export { isConnected, type Link, type Stop } from "./link";

export const SILENCE_MS = 45_000;
const CONNECT_MS = 15_000;
const TICK_MS = 1000;

/** Close codes of docs/protocol.md after which coming back by itself would be wrong. */
const STOPS: Readonly<Record<number, Stop>> = { 4401: "login", 4403: "forbidden", 4410: "reload" };
const TOO_SLOW = 4408;
/** So many tries that brought nothing, and the feeds are asked for by plain HTTP; a silent one counts for as many. */
const BLOCKED_AFTER = 3;
/** Protocol error, rate: the server wants to be left alone for a while. */
const UNWELCOME: ReadonlySet<number> = new Set([4400, 4429]);
const UNWELCOME_ATTEMPT = 4;

export interface LiveOptions extends FeedsOptions {
  url: string;
  onLink(link: Link): void;
  onPresence?(frame: PresenceFrame | AvailabilityFrame): void;
  onDraft?(frame: DraftFrame): void;
  /** Asked for while no socket comes through; without it there is nothing then. */
  fetchFeed?: typeof getFeed;
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
  /** How the socket stands, whatever comes without one. */
  private phase: Exclude<Link["state"], "polling"> = "stopped";
  private readonly poll: FeedPoll | null;
  private isPolled = false;
  private attempt = 0;
  /** Tries that brought nothing, since one did. */
  private failures = 0;
  /** Milliseconds that a server about to restart asked us to stay away. */
  private bye: number | null = null;
  private lastFrame = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private ticker: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly options: LiveOptions) {
    this.feeds = new Feeds(options, (frame) => this.send(frame));
    this.poll = options.fetchFeed ? this.pollBy(options.fetchFeed) : null;
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
    if (this.phase === "open") this.feeds.subscribe(inbox);
    this.show({});
  }

  /** The page woke up, came into view or the network is back: do not wait for a timer. */
  wake(): void {
    if (this.phase === "waiting") this.connect();
    else if (this.isSilent()) this.drop(0);
    this.poll?.wake();
  }

  /** After logging in again. */
  restart(): void {
    if (this.phase !== "stopped" || this.ticker === undefined) return;
    this.attempt = 0;
    this.connect();
  }

  stop(): void {
    clearInterval(this.ticker);
    this.ticker = undefined;
    this.endPolling();
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
    else if (frame.op === "live") this.succeeded();
    else if (frame.op === "presence" || frame.op === "availability") this.options.onPresence?.(frame);
    else if (frame.op === "draft") this.options.onDraft?.(frame);
    this.feeds.handle(frame, this.lastFrame);
  }

  private closed(socket: WebSocket, code: number): void {
    if (socket !== this.socket) return;
    const stop = STOPS[code];
    if (stop === undefined) return this.failed(1, this.delay(code));
    this.endPolling();
    this.detach();
    this.show({ state: "stopped", stop });
  }

  private succeeded(): void {
    this.attempt = 0;
    this.endPolling();
  }

  private failed(times: number, delay: number): void {
    this.failures += times;
    if (this.failures >= BLOCKED_AFTER) this.poll?.start();
    this.drop(delay);
  }

  private pollBy(fetch: typeof getFeed): FeedPoll {
    return new FeedPoll({
      cursors: () => this.feeds.cursors(),
      fetch,
      onPage: (inbox, page, isMissed) => this.feeds.polled(inbox, page, isMissed),
      onRound: (answers) => {
        this.isPolled = answers;
        this.show({});
      },
    });
  }

  private endPolling(): void {
    this.failures = 0;
    this.isPolled = false;
    this.poll?.stop();
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
    const limit = this.phase === "connecting" ? CONNECT_MS : SILENCE_MS;
    return this.socket !== null && Date.now() - this.lastFrame > limit;
  }

  private tick(): void {
    if (this.isSilent()) return this.failed(BLOCKED_AFTER, this.delay(0));
    if (this.phase === "open") this.feeds.tick(Date.now());
    this.show({});
  }

  /** Lost where there is no connection. */
  send(frame: ClientFrame): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(frame));
  }

  private show(change: { state?: LiveSocket["phase"]; stop?: Stop | null }): void {
    this.phase = change.state ?? this.phase;
    const state = this.isPolled ? "polling" : this.phase;
    const inSync = state === "open" && this.feeds.inSync;
    const link: Link = { state, stop: change.stop === undefined ? this.link.stop : change.stop, inSync };
    const before = this.link;
    if (state === before.state && link.stop === before.stop && inSync === before.inSync) return;
    this.link = link;
    this.options.onLink(link);
  }
}
