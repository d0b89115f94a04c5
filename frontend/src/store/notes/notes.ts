/** What colleagues write to each other: in conversations, and on contacts. */
import type { QueryClient } from "@tanstack/react-query";
import type { ContactNote, Conversation, Id, Message } from "../../protocol";
import * as rest from "../../protocol/rest/notes";
import { Coming } from "../coming";
import { changeKept } from "../queries";
import type { Sending } from "../sending/sending";
import type { Pending } from "../state/pending";
import { uuid } from "../uuid";
import type { Mentionable } from "./mentions";

/** How an answer of the server changes what is held here. */
interface Changes {
  readonly message: (message: Message, ask: () => Promise<Message>) => Promise<void>;
  readonly conversation: (id: Id, ask: () => Promise<Conversation>) => Promise<unknown>;
}

export function contactNotesKey(contact: Id): readonly unknown[] {
  return ["contact-notes", contact];
}

export class Notes {
  /** With the thread that is being opened. */
  readonly coming = new Coming<ContactNote[]>();

  constructor(
    private readonly queries: QueryClient,
    private readonly sending: Sending,
    private readonly changes: Changes,
  ) {}

  /** Shown at once, and kept until the server has it. */
  add(
    conversation: Conversation,
    content: string,
    mentions: readonly Mentionable[],
    {
      thenResolve = false,
      draftRevision = null,
    }: Partial<Pick<Pending, "thenResolve" | "draftRevision">> = {},
  ): void {
    const payload = mentions.length > 0 ? { mentions, mentioned: [] } : {};
    this.sending.send(conversation, { kind: "note", content, payload, draftRevision }, thenResolve);
  }

  async edit(note: Message, content: string, mentions: readonly Mentionable[]): Promise<void> {
    const named = mentions.map(({ kind, id }) => ({ kind, id }));
    await this.changes.message(note, () => rest.patchNote(note.id, { content, mentions: named }));
  }

  async remove(note: Message): Promise<void> {
    await this.changes.message(note, () => rest.deleteNote(note.id));
  }

  async mentionsSeen(conversation: Id, upTo: Id): Promise<void> {
    await this.changes.conversation(conversation, () => rest.postMentionsSeen(conversation, upTo));
  }

  /** The newest ones on a contact. */
  async ofContact(contact: Id, signal?: AbortSignal): Promise<ContactNote[]> {
    return (await this.coming.take(contact)) ?? rest.getContactNotes(contact, signal);
  }

  async addToContact(contact: Id, content: string, clientId: string = uuid()): Promise<void> {
    updateContactNotes(this.queries, await rest.postContactNote(contact, content, clientId));
  }

  async removeFromContact(note: ContactNote): Promise<void> {
    updateContactNotes(this.queries, await rest.deleteContactNote(note.id));
  }
}

export function updateContactNotes(queries: QueryClient, note: ContactNote): void {
  changeKept<ContactNote[]>(queries, contactNotesKey(note.contact), (known) => withNote(known, note));
}

/** Newest first; the event and the answer of the same note may come in either order. */
export function withNote(known: readonly ContactNote[], note: ContactNote): ContactNote[] {
  const others = known.filter(({ id }) => id !== note.id);
  const all = note.deleted_at === null ? [...others, note] : others;
  return all.toSorted((a, b) => b.id - a.id);
}
