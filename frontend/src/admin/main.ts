/**
 * Makes Django's change lists live: the same socket as the console's tells that something has
 * changed, the page's own HTML, fetched again, tells what. Rows never jump under the pointer.
 */
import { isWanted } from "./plan";
import { isBusy, merge, watchBoxes } from "./table";
import { t } from "./language";
import { backoff } from "../protocol/socket/backoff";
import { getFeed } from "../protocol/rest/feed";
import { LiveSocket, socketUrl, type Link } from "../protocol/socket/socket";
import type { Cursors, FeedEvent, Id } from "../protocol";
import "./admin.css";

/** Events come in groups (a message and its conversation): look once for all of them. */
const GATHER_MS = 300;

class LiveList {
  private readonly socket: LiveSocket;
  private readonly kinds: readonly string[];
  private readonly status = element("span", "live-status");
  private readonly show = element("button", "live-show");
  private pointing = false;
  private scheduled = false;
  private refreshing = false;
  private again = false;
  private failures = 0;
  private latest: Document | null = null;
  private readonly resetting = new Set<Id>();

  constructor(private readonly place: HTMLElement) {
    this.kinds = (place.dataset["kinds"] ?? "").split(/\s+/).filter((kind) => kind !== "");
    this.socket = new LiveSocket({
      url: socketUrl(),
      fetchFeed: getFeed,
      onEvent: (_inbox, _seq, event) => this.onEvent(event),
      onReset: (inbox) => {
        this.resetting.add(inbox);
        this.schedule();
      },
      onLink: (link) => this.linkChanged(link),
      onCaughtUp: () => this.schedule(),
    });
  }

  start(): void {
    this.buildLine();
    watchBoxes();
    this.watchOperator();
    const inboxes = JSON.parse(this.place.dataset["inboxes"] ?? "[]") as Id[];
    this.socket.start(inboxes, readCursors(this.place));
  }

  // ── when to look ───────────────────────────────────────────────────────────────────────────

  private onEvent(event: FeedEvent): void {
    if (isWanted(this.kinds, event.k === "unknown" ? event.kind : event.k)) this.schedule();
  }

  private schedule(delay = GATHER_MS): void {
    // A page that nobody looks at looks again when it is looked at.
    if (this.scheduled || (document.hidden && this.resetting.size === 0)) {
      this.again ||= document.hidden;
      return;
    }
    this.scheduled = true;
    setTimeout(() => {
      this.scheduled = false;
      void this.refresh();
    }, delay);
  }

  private async refresh(): Promise<void> {
    if (this.refreshing) {
      this.again = true;
      return;
    }
    this.refreshing = true;
    this.again = false;
    try {
      this.latest = await fetchPage();
      this.failures = 0;
      this.apply(this.isOperatorBusy());
      this.resume(this.latest);
    } catch (error) {
      if (error instanceof LoggedOut) this.showStatus(t.loggedOut, "away");
      else this.schedule(GATHER_MS + backoff((this.failures += 1)));
    } finally {
      this.refreshing = false;
      if (this.again) this.schedule();
    }
  }

  /** After a reset the feed is followed from where it stood when the fresh page was read. */
  private resume(page: Document): void {
    const fresh = page.querySelector<HTMLElement>("#live-admin");
    if (!fresh) return;
    const cursors = readCursors(fresh);
    for (const inbox of this.resetting) this.socket.resume(inbox, cursors[inbox]);
    this.resetting.clear();
  }

  // ── what to show ───────────────────────────────────────────────────────────────────────────

  private apply(busy: boolean): void {
    if (!this.latest) return;
    const waiting = merge(this.latest, busy);
    this.show.hidden = waiting === 0;
    this.show.textContent = waiting === null ? t.changed : t.waiting(waiting);
    if (!busy && waiting === 0) this.latest = null;
  }

  private isOperatorBusy(): boolean {
    return this.pointing || isBusy();
  }

  /** What waited is shown as soon as the operator has let go of the table. */
  private readonly letGo = (): void => {
    if (this.latest && !this.show.hidden && !this.isOperatorBusy()) this.apply(false);
  };

  private watchOperator(): void {
    const table = document.querySelector("#result_list");
    table?.addEventListener("pointerenter", () => (this.pointing = true));
    table?.addEventListener("pointerleave", () => {
      this.pointing = false;
      this.letGo();
    });
    table?.addEventListener("focusout", () => setTimeout(this.letGo));
    table?.addEventListener("change", () => setTimeout(this.letGo));
    document.addEventListener("visibilitychange", () => this.woke());
    for (const event of ["online", "pageshow", "focus"]) window.addEventListener(event, () => this.woke());
  }

  private woke(): void {
    if (document.hidden) return;
    this.socket.wake();
    if (this.again) this.schedule(0);
  }

  private buildLine(): void {
    const line = element("p", "live-line");
    this.status.setAttribute("role", "status");
    this.show.setAttribute("type", "button");
    this.show.hidden = true;
    this.show.addEventListener("click", () => {
      if (document.querySelector("#result_list")) this.apply(false);
      else location.reload();
    });
    line.append(this.status, this.show);
    const list = document.querySelector("#changelist-form") ?? document.querySelector("#changelist");
    list?.before(line);
    this.showStatus(t.reconnecting, "away");
  }

  private linkChanged(link: Link): void {
    const stopped = link.stop && { login: t.loggedOut, forbidden: t.forbidden, reload: t.reload }[link.stop];
    const isLive = link.state === "open" && link.inSync;
    const stands = isLive ? t.live : link.state === "polling" ? t.polling : t.reconnecting;
    this.showStatus(stopped ?? stands, isLive ? "live" : "away");
  }

  private showStatus(text: string, tone: "live" | "away"): void {
    this.status.textContent = text;
    this.status.dataset["tone"] = tone;
  }
}

class LoggedOut extends Error {}

async function fetchPage(): Promise<Document> {
  const response = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
  if (!response.ok) throw new Error(`${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!page.querySelector("#live-admin")) throw new LoggedOut();
  return page;
}

function readCursors(place: HTMLElement): Cursors {
  return JSON.parse(place.dataset["since"] ?? "{}") as Cursors;
}

function element(tag: string, className: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

// Classes exist only below their definition.
const place = document.querySelector<HTMLElement>("#live-admin");
if (place) new LiveList(place).start();
