/** The REST calls about customers. */
import { decodeContact, type Contact, type Id } from "..";
import { call } from "./request";

/** Blocked: what they write still comes, and nothing goes out. In every inbox, so not everybody may change it. */
export function patchContact(id: Id, change: { blocked: boolean }): Promise<Contact> {
  return call(`/api/contacts/${id}/`, { method: "PATCH", body: change, decode: decodeContact });
}
