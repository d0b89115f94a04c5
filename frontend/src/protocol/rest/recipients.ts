/** The REST calls of writing first: whom a number means, and the message that begins a conversation. */
import { decodeContact, decodeConversation, decodeMessage } from "..";
import type { Contact, Id, Message } from "..";
import { list, nullable, object, string, type Decoded } from "../decode";
import { call } from "./request";

const decodeRecipient = object({
  /** With its country code. */
  receiver: string,
  contact: nullable(decodeContact),
  conversation: nullable(decodeConversation),
});
export type Recipient = Decoded<typeof decodeRecipient>;

/** `typed` however it is written; refused with a `proposal` where only the country code is missing. */
export function getRecipient(inbox: Id, typed: string): Promise<Recipient> {
  const query = new URLSearchParams({ receiver: typed });
  return call(`/api/inboxes/${inbox}/recipient/?${query}`, { decode: decodeRecipient });
}

export interface FirstMessage {
  readonly receiver: string;
  readonly client_id: string;
  readonly template: {
    readonly name: string;
    readonly language: string;
    readonly variables: Readonly<Record<string, string>>;
  };
}

export function postFirstMessage(inbox: Id, body: FirstMessage): Promise<Message> {
  return call(`/api/inboxes/${inbox}/messages/`, { method: "POST", body, decode: decodeMessage });
}

const contactHits = object({ results: list(object({ contact: decodeContact })) });

/** Those whose name or number fits best. */
export async function findContacts(q: string, most: number, signal?: AbortSignal): Promise<Contact[]> {
  const query = new URLSearchParams({ q, kind: "contacts", page_size: String(most) });
  const page = await call(`/api/search/?${query}`, { decode: contactHits, ...(signal && { signal }) });
  return page.results.map(({ contact }) => contact);
}

const proposed = object({ proposal: string });

/** The number that was probably meant, of a refusal; "" where none is proposed. */
export function proposalIn(body: unknown): string {
  try {
    return proposed(body, "refusal").proposal;
  } catch {
    return "";
  }
}
