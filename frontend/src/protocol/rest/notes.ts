/** The REST calls about notes: in conversations and on contacts. */
import { decodeContactNote, decodeConversation, decodeMessage, decodePage } from "..";
import type { ContactNote, Conversation, Id, Message } from "..";
import { call } from "./request";

/** Whom a note names. */
export interface MentionGiven {
  readonly kind: "agent" | "team";
  readonly id: Id;
}

export interface NewNote {
  readonly content: string;
  readonly client_id: string;
  readonly mentions: readonly MentionGiven[];
  /** Of the agent's draft that it is made of, and that is emptied with it. */
  readonly draft_revision?: number;
}

/** To colleagues: nothing of it goes to the customer. */
export function postNote(conversation: Id, note: NewNote): Promise<Message> {
  const url = `/api/conversations/${conversation}/notes/`;
  return call(url, { method: "POST", body: note, decode: decodeMessage });
}

/** Its author says it otherwise. */
export function patchNote(note: Id, change: Omit<NewNote, "client_id" | "draft_revision">): Promise<Message> {
  return call(`/api/notes/${note}/`, { method: "PATCH", body: change, decode: decodeMessage });
}

export function deleteNote(note: Id): Promise<Message> {
  return call(`/api/notes/${note}/`, { method: "DELETE", decode: decodeMessage });
}

/** This agent has seen where notes up to this one name them. */
export function postMentionsSeen(conversation: Id, message: Id): Promise<Conversation> {
  const url = `/api/conversations/${conversation}/mentions-seen/`;
  return call(url, { method: "POST", body: { message }, decode: decodeConversation });
}

const contactNotes = decodePage(decodeContactNote);

/** The newest fifty. */
export async function getContactNotes(contact: Id, signal?: AbortSignal): Promise<ContactNote[]> {
  const url = `/api/contacts/${contact}/notes/`;
  return (await call(url, { decode: contactNotes, ...(signal && { signal }) })).results;
}

export function postContactNote(contact: Id, content: string, clientId: string): Promise<ContactNote> {
  const body = { content, client_id: clientId };
  return call(`/api/contacts/${contact}/notes/`, { method: "POST", body, decode: decodeContactNote });
}

export function deleteContactNote(note: Id): Promise<ContactNote> {
  return call(`/api/contact-notes/${note}/`, { method: "DELETE", decode: decodeContactNote });
}
