/**
 * Keeps the drafts of this browser and those of the server together: written a moment after the last letter, at most once a
 * second each, and read at the start and whenever a connection is back.
 */
import type { DraftFrame, Id, SavedDraft } from "../../protocol";
import { attempt, object } from "../../protocol/decode";
import { decodeSavedDraft } from "../../protocol/drafts";
import { getDrafts, getDraftsIn, putDraft } from "../../protocol/rest/drafts";
import { ApiError } from "../../protocol/rest/request";
import type { Seen } from "../presence/seen";
import { uuid } from "../uuid";
import { given, isBlank, isUnsaved, saved, type Draft } from "./draft";
import { keyOf, type Drafts } from "./drafts";
import { DraftTabs } from "./draftTabs";
import { gone, received } from "./merging";
import type { DraftPlace } from "./persistedDrafts";

/** After the last letter; also between two writes of one draft. */
export const PAUSE_MS = 1000;
/** Who writes without a pause is saved all the same. */
export const LONGEST_MS = 5000;
/** After an answer that did not come. */
export const RETRY_MS = 5000;

const BUSY: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const changedBody = object({ draft: decodeSavedDraft });

export interface DraftSyncOptions {
  readonly drafts: Drafts;
  /** A message that was made of this draft has not reached the server: what is saved there stays until it has. */
  readonly isSending: (place: DraftPlace) => boolean;
  /** Where other tabs of this browser are heard of. */
  readonly page?: Pick<Window, "addEventListener" | "removeEventListener">;
}

export class DraftSync {
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** Since when something is unsaved, by draft. */
  private readonly since = new Map<string, number>();
  private readonly writing = new Set<string>();
  /** What the server has refused for what it says: not sent again as it is. */
  private readonly refused = new Map<string, Draft["content"]>();
  /** Those that a message waits for. */
  private readonly held = new Map<string, DraftPlace>();
  /** Heard of while a list was on its way, which may be older. */
  private heard: Set<string> | null = null;
  private paused = false;
  private readonly tabs: DraftTabs;

  constructor(private readonly options: DraftSyncOptions) {
    this.tabs = new DraftTabs(options.drafts, options.page);
    options.drafts.onUnsaved = (place, wait) => this.later(place, wait);
  }

  close(): void {
    this.paused = true;
    this.tabs.close();
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  /** The connection is back, or the agent has logged in again: what was missed, then what is unsaved. */
  async refresh(): Promise<void> {
    this.paused = false;
    const heard = (this.heard = new Set<string>());
    try {
      this.read(await getDrafts(), heard);
    } catch (error) {
      if (!(error instanceof ApiError)) console.warn("drafts cannot be read", error);
    } finally {
      if (this.heard === heard) this.heard = null;
    }
    this.flushAll();
  }

  /** One of the agent's other windows has saved it, or this one. */
  frame({ conversation, draft }: DraftFrame): void {
    const server = attempt(decodeSavedDraft, draft);
    if (server !== null) this.take(server);
    else void this.readOne(conversation);
  }

  /** Who else has a draft in a conversation. */
  async lookFor(conversation: Id, seen: Seen): Promise<void> {
    const found = await getDraftsIn(conversation).catch(() => null);
    if (found !== null) seen.drafting(conversation, found.drafting);
  }

  /** The outbox is another one: drafts whose message it had may be emptied now. */
  sent(): void {
    const places = [...this.held.values()];
    this.held.clear();
    for (const place of places) this.later(place);
  }

  /** The text was left: at once. `isLast`: the page may be gone before the answer comes. */
  flush(place: DraftPlace, isLast = false): void {
    clearTimeout(this.timers.get(keyOf(place)));
    this.timers.delete(keyOf(place));
    void this.write(place, isLast);
  }

  flushAll(isLast = false): void {
    for (const place of this.options.drafts.all()) if (this.isOurs(place)) this.flush(place, isLast);
  }

  /** Whether a write of it may arrive at any moment. */
  isWriting(place: DraftPlace): boolean {
    return this.writing.has(keyOf(place));
  }

  private read(all: readonly SavedDraft[], heard: ReadonlySet<string>): void {
    const { drafts } = this.options;
    const there = new Set(all.map(keyOf));
    for (const one of all) this.take(one);
    for (const place of drafts.all()) {
      const isGone = !there.has(keyOf(place)) && !heard.has(keyOf(place)) && !this.isWriting(place);
      if (isGone) drafts.put(place, gone(drafts.get(place)));
    }
  }

  private async readOne(conversation: Id): Promise<void> {
    const found = await getDraftsIn(conversation).catch(() => null);
    for (const one of found?.drafts ?? []) this.take(one);
  }

  private take(server: SavedDraft): void {
    const { drafts } = this.options;
    this.heard?.add(keyOf(server));
    const before = drafts.get(server);
    // What is not what that tab writes it takes itself, and hands on.
    if (drafts.isTheirs(server) && isUnsaved(saved(before, server))) return;
    const next = received(before, server);
    drafts.put(server, next);
    if (next !== before && isUnsaved(next)) this.later(server);
  }

  private isOurs(place: DraftPlace): boolean {
    const { drafts } = this.options;
    return isUnsaved(drafts.get(place)) && !drafts.isTheirs(place);
  }

  private later(place: DraftPlace, wait = PAUSE_MS): void {
    const key = keyOf(place);
    const now = Date.now();
    const since = this.since.get(key) ?? now;
    this.since.set(key, since);
    const rest = Math.max(0, since + LONGEST_MS - now);
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => this.flush(place), wait > PAUSE_MS ? wait : Math.min(wait, rest)),
    );
  }

  private async write(place: DraftPlace, isLast: boolean): Promise<void> {
    const { drafts, isSending } = this.options;
    const key = keyOf(place);
    const draft = drafts.get(place);
    this.since.delete(key);
    if (this.paused || this.writing.has(key) || !this.isOurs(place)) return;
    if (this.refused.get(key) === draft.content) return;
    if (isBlank(draft.content) && isSending(place)) {
      this.held.set(key, place);
      return;
    }
    this.writing.add(key);
    const again = await this.put(place, draft, isLast).catch((error: unknown) =>
      this.failed(place, draft, error),
    );
    this.writing.delete(key);
    if (again !== null && this.isOurs(place)) this.later(place, again);
  }

  /** Returns after how many milliseconds what is unsaved by then may be written. */
  private async put(place: DraftPlace, draft: Draft, isLast: boolean): Promise<number> {
    const { drafts } = this.options;
    const { content, others, revision, tried } = draft;
    const writeId = uuid();
    drafts.put(place, { ...draft, tried: [...tried.slice(-4), writeId] });
    const body = {
      mode: place.mode,
      revision,
      write_id: writeId,
      content: given(content),
      others: others.map(given),
    };
    const answer = await putDraft(place.conversation, body, isLast);
    drafts.put(place, saved(drafts.get(place), answer));
    return PAUSE_MS;
  }

  private failed(place: DraftPlace, draft: Draft, error: unknown): number | null {
    if (!(error instanceof ApiError)) return RETRY_MS;
    if (BUSY.has(error.status)) return (error.retryAfter ?? 0) * 1000 || RETRY_MS;
    if (error.status === 401) {
      this.paused = true;
      return null;
    }
    const server = error.status === 409 ? attempt(changedBody, error.body)?.draft : undefined;
    if (server !== undefined && server.revision > this.options.drafts.get(place).revision) {
      this.take(server);
      return PAUSE_MS;
    }
    this.refused.set(keyOf(place), draft.content);
    return null;
  }
}
