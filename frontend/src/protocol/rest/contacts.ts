/** The REST calls about customers. */
import { decodeContact, decodePage, type Contact, type Id, type Page } from "..";
import { list, nullable, number, object, string, type Decoded } from "../decode";
import { call } from "./request";

/** Which contacts are asked for. */
export interface ContactQuery {
  readonly q: string;
  readonly inbox: Id | null;
  /** Only who has a conversation that goes on. */
  readonly open: boolean;
  readonly blocked: boolean;
}

const PAGE = 60;
const page = decodePage(decodeContact);

export function contactParams({ q, inbox, open, blocked }: ContactQuery): URLSearchParams {
  const params = new URLSearchParams();
  if (q !== "") params.set("q", q);
  if (inbox !== null) params.set("inbox", String(inbox));
  if (open) params.set("open", "true");
  if (blocked) params.set("blocked", "true");
  return params;
}

export function contactsUrl(query: ContactQuery): string {
  const params = contactParams(query);
  params.set("page_size", String(PAGE));
  return `/api/contacts/?${params}`;
}

/** `url` is `contactsUrl(…)` or the `next` of the page before. */
export function getContacts(url: string, signal?: AbortSignal): Promise<Page<Contact>> {
  return call(url, { decode: page, ...(signal && { signal }) });
}

export function getContact(id: Id, signal?: AbortSignal): Promise<Contact> {
  return call(`/api/contacts/${id}/`, { decode: decodeContact, ...(signal && { signal }) });
}

/** Blocked: what they write still comes, and nothing goes out. In every inbox, so not everybody may change it. */
export function patchContact(id: Id, change: { blocked?: boolean; name?: string }): Promise<Contact> {
  return call(`/api/contacts/${id}/`, { method: "PATCH", body: change, decode: decodeContact });
}

const decodeMerge = object({
  id: number,
  /** The contact who was merged into this one, as they were. */
  gone: object({
    id: number,
    name: string,
    username: string,
    addresses: list(object({ kind: string, value: string })),
    conversations: number,
    notes: number,
  }),
  at: string,
  by: object({ kind: string, name: string }),
  undone_at: nullable(string),
});
export type ContactMerge = Decoded<typeof decodeMerge>;
const merges = decodePage(decodeMerge);

/** The newest first. */
export async function getMerges(contact: Id, signal?: AbortSignal): Promise<readonly ContactMerge[]> {
  const url = `/api/contacts/${contact}/merges/`;
  return (await call(url, { decode: merges, ...(signal && { signal }) })).results;
}

/** Everything of `other` is the contact's from then on. */
export function postMerge(contact: Id, other: Id): Promise<Contact> {
  const url = `/api/contacts/${contact}/merge/`;
  return call(url, { method: "POST", body: { contact: other }, decode: decodeContact });
}

const unmerged = object({ contact: decodeContact, restored: decodeContact });

export function postUnmerge(contact: Id, merge: Id): Promise<Decoded<typeof unmerged>> {
  return call(`/api/contacts/${contact}/unmerge/`, { method: "POST", body: { merge }, decode: unmerged });
}
