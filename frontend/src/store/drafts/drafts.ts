/**
 * The drafts of this agent: what views show and change. Each is kept in this browser with every letter, and handed to
 * other tabs by that; the server gets it a moment later (draftSync.ts).
 */
import type { DraftContent, Id, Message } from "../../protocol";
import { serverNow } from "../../protocol/serverClock";
import { isEmpty, NOTHING, type Draft } from "./draft";
import type { DraftPlace, PersistedDrafts } from "./persistedDrafts";

/** What is known of the server's clock is a little wrong. */
const CLOCKS_MS = 60_000;

export function keyOf({ conversation, mode }: DraftPlace): string {
  return `${conversation} ${mode}`;
}

export class Drafts {
  /** The agent has changed one; somebody has to save it, after so many milliseconds at the earliest. */
  onUnsaved: (place: DraftPlace, wait?: number) => void = () => {};
  private readonly known = new Map<string, Draft>();
  private readonly places = new Map<string, DraftPlace>();
  /** What another tab writes, until when (`Date.now`). */
  private readonly theirs = new Map<string, number>();
  private readonly listeners = new Set<() => void>();

  constructor(readonly persisted: PersistedDrafts) {
    for (const place of persisted.places()) this.get(place);
  }

  close(): void {
    this.listeners.clear();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The same object for as long as it is not changed. */
  get(place: DraftPlace): Draft {
    const key = keyOf(place);
    const known = this.known.get(key);
    if (known) return known;
    const draft = this.persisted.draft(place);
    this.places.set(key, { conversation: place.conversation, mode: place.mode });
    this.known.set(key, draft);
    return draft;
  }

  /** What a list shows of a conversation: the reply, else the note. */
  shown(conversation: Id): Draft | null {
    const modes = ["reply", "note"] as const;
    const found = modes.map((mode) => this.known.get(keyOf({ conversation, mode })));
    return found.find((draft) => draft !== undefined && !isEmpty(draft)) ?? null;
  }

  all(): DraftPlace[] {
    return [...this.places.values()];
  }

  /** The agent writes. */
  edit(place: DraftPlace, change: Partial<DraftContent>): void {
    const draft = this.get(place);
    this.change(place, { ...draft, content: { ...draft.content, ...change } });
  }

  /** The agent has made it another one. */
  change(place: DraftPlace, draft: Draft): void {
    this.theirs.delete(keyOf(place));
    this.put(place, { ...draft, at: serverNow() });
    this.onUnsaved(place);
  }

  /** It has become a message. */
  clear(place: DraftPlace): void {
    this.edit(place, NOTHING);
  }

  /** What the server, or another device, makes of it. */
  put(place: DraftPlace, draft: Draft): void {
    const key = keyOf(place);
    if (this.get(place) === draft) return;
    this.known.set(key, draft);
    this.persisted.setDraft(place, draft);
    for (const listener of this.listeners) listener();
  }

  /** The agent has sent a message in another window: a draft that says the same is not to be sent again. */
  appeared({ conversation, direction, content, timestamp }: Message): void {
    const place: DraftPlace = { conversation, mode: direction === "note" ? "note" : "reply" };
    const { content: written, at } = this.get(place);
    const text = written.text.trim();
    if (text === "" || text !== content.trim() || Date.parse(timestamp) < at - CLOCKS_MS) return;
    this.clear(place);
  }

  /** Whether another tab of this browser is writing it, and so saves it. */
  isTheirs(place: DraftPlace): boolean {
    return (this.theirs.get(keyOf(place)) ?? 0) > Date.now();
  }

  /** Whether it was ever looked at here. */
  isKnown(place: DraftPlace): boolean {
    return this.known.has(keyOf(place));
  }

  /** As another tab of this browser has written it, which looks after it until then (`Date.now`). */
  follow(place: DraftPlace, draft: Draft, until: number): void {
    this.known.set(keyOf(place), draft);
    this.theirs.set(keyOf(place), until);
    for (const listener of this.listeners) listener();
  }
}
