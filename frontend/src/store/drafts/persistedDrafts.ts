/**
 * What must outlive a reload, a log-out or a crash of the tab: drafts and unsent messages, per
 * agent, in `localStorage`. One key per item, so that two tabs never overwrite each other's list.
 */
import type { DraftContent, DraftMode, Id, Message } from "../../protocol";
import type { Mentionable } from "../notes/mentions";
import { PLAIN, type Pending } from "../state/pending";
import { BegunNotes, type KeptNotes } from "./begunNotes";
import { NO_DRAFT, NOTHING, isEmpty, type Draft } from "./draft";

/** What an earlier console did not keep. */
const EARLIER: Partial<Pending> = { ...PLAIN, seenClientIds: [] };

/** `localStorage` may be full or forbidden; the console then works without memory. */
function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

export interface NoteDraft {
  readonly text: string;
  readonly picked: readonly Mentionable[];
}

/** A note that is being changed: what it was, and what it is to say. */
export interface NoteChange extends NoteDraft {
  readonly note: Message;
}

export interface DraftPlace {
  readonly conversation: Id;
  readonly mode: DraftMode;
}

export class PersistedDrafts {
  /** Notes on contacts. */
  readonly begun: BegunNotes;

  constructor(
    private readonly agent: Id,
    private readonly storage: Storage,
  ) {
    this.begun = new BegunNotes(this.keptNotes());
  }

  draft(place: DraftPlace): Draft {
    const text = attempt(() => this.storage.getItem(this.draftKey(place)), null);
    return text === null ? NO_DRAFT : readDraft(text);
  }

  /** One that is empty is kept only for what the server has of it. */
  setDraft(place: DraftPlace, draft: Draft): void {
    const key = this.draftKey(place);
    attempt(() => {
      if (isEmpty(draft) && draft.synced === NO_DRAFT.synced) this.storage.removeItem(key);
      else this.storage.setItem(key, JSON.stringify(draft));
    }, undefined);
  }

  /** Where there are drafts. */
  places(): DraftPlace[] {
    return attempt(() => this.keys().flatMap((key) => this.placeOf(key) ?? []), []);
  }

  /** Which draft a key of the storage is of; null: of none of this agent's. */
  placeOf(key: string): DraftPlace | null {
    const found = /^client\.draft\.(\d+)\.(\d+)\.(reply|note)$/u.exec(key);
    if (found === null || Number(found[1]) !== this.agent) return null;
    return { conversation: Number(found[2]), mode: found[3] === "note" ? "note" : "reply" };
  }

  /** Null: none is being changed. */
  noteChange(conversation: Id): NoteChange | null {
    const key = this.noteChangeKey(conversation);
    const kept = attempt(() => JSON.parse(this.storage.getItem(key) ?? "null") as NoteChange | null, null);
    const isWhole = typeof kept?.text === "string" && Array.isArray(kept.picked);
    return isWhole && typeof kept.note?.id === "number" ? kept : null;
  }

  /** One that says what it said before is none. */
  setNoteChange(conversation: Id, change: NoteChange | null): void {
    const key = this.noteChangeKey(conversation);
    attempt(() => {
      if (change === null || change.text === change.note.content) this.storage.removeItem(key);
      else this.storage.setItem(key, JSON.stringify(change));
    }, undefined);
  }

  /** Unsent messages, in the order of writing. */
  outbox(): Pending[] {
    return attempt(() => {
      const kept = this.keys()
        .filter((key) => key.startsWith(this.outboxPrefix))
        .map((key) => this.parse(key));
      return kept.filter((one) => one !== null).toSorted((a, b) => (a.at < b.at ? -1 : 1));
    }, []);
  }

  remember(pending: Pending): void {
    attempt(
      () => this.storage.setItem(this.outboxPrefix + pending.clientId, JSON.stringify(pending)),
      undefined,
    );
  }

  forget(clientId: string): void {
    attempt(() => this.storage.removeItem(this.outboxPrefix + clientId), undefined);
  }

  private keys(): string[] {
    return Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index) ?? "");
  }

  private parse(key: string): Pending | null {
    return attempt(() => {
      const one = JSON.parse(this.storage.getItem(key) ?? "") as Pending;
      const isWhole = typeof one.clientId === "string" && typeof one.content === "string";
      // An older console may have kept it: it knew text only.
      return isWhole ? { ...EARLIER, ...one, state: one.state === "sending" ? "waiting" : one.state } : null;
    }, null);
  }

  private get outboxPrefix(): string {
    return `client.outbox.${this.agent}.`;
  }

  private noteChangeKey(conversation: Id): string {
    return `client.note-change.${this.agent}.${conversation}`;
  }

  private keptNotes(): KeptNotes {
    const key = (contact: Id): string => `client.contact-note.${this.agent}.${contact}`;
    return {
      read: (contact) => attempt(() => this.storage.getItem(key(contact)) ?? "", ""),
      write: (contact, text) =>
        attempt(
          () =>
            text === "" ? this.storage.removeItem(key(contact)) : this.storage.setItem(key(contact), text),
          undefined,
        ),
    };
  }

  private draftKey({ conversation, mode }: DraftPlace): string {
    return `client.draft.${this.agent}.${conversation}.${mode}`;
  }
}

/** What is no draft, or one of another console, counts as none. */
export function readDraft(text: string): Draft {
  return attempt(() => {
    const one = JSON.parse(text) as Partial<Draft> | null;
    const content: DraftContent = { ...NOTHING, ...one?.content };
    const isWhole = typeof content.text === "string" && Array.isArray(content.files);
    return isWhole ? { ...NO_DRAFT, ...one, content } : NO_DRAFT;
  }, NO_DRAFT);
}
