/** The REST calls about canned responses. */
import {
  decodeCannedFile,
  decodeCannedResponse,
  type CannedFile,
  type CannedResponse,
  type Scope,
} from "../canned";
import { decodeAttachment, type Attachment, type Id } from "../decoders";
import { everyRow } from "./endpoints";
import { call, NoAnswer, readCookie, refusalOf } from "./request";

const PATH = "/api/canned-responses/";

/** Those that the agent sees, with their uses in the inbox. */
export function getCannedResponses(inbox: Id | null, signal?: AbortSignal): Promise<CannedResponse[]> {
  const asked = inbox === null ? "" : `inbox=${inbox}&`;
  return everyRow(`${PATH}?${asked}page_size=200`, decodeCannedResponse, signal);
}

export interface CannedFields {
  readonly shortcode: string;
  readonly title: string;
  readonly content: string;
  readonly scope: Scope;
  readonly team: Id | null;
  readonly interactive: Readonly<Record<string, unknown>> | null;
}

/** A new one where there is no id. */
export function saveCannedResponse(id: Id | null, fields: CannedFields): Promise<CannedResponse> {
  const request = { body: fields, decode: decodeCannedResponse };
  return id === null
    ? call(PATH, { method: "POST", ...request })
    : call(`${PATH}${id}/`, { method: "PATCH", ...request });
}

export async function deleteCannedResponse(id: Id): Promise<void> {
  await call(`${PATH}${id}/`, { method: "DELETE" });
}

/** A file of this browser, or a copy of one that a message shows. */
export async function postCannedFile(id: Id, file: File | Id): Promise<CannedFile> {
  const path = `${PATH}${id}/files/`;
  if (typeof file === "number")
    return call(path, { method: "POST", body: { attachment: file }, decode: decodeCannedFile });
  const form = new FormData();
  form.set("file", file, file.name);
  const headers = { Accept: "application/json", "X-CSRFToken": readCookie("csrftoken") };
  const response = await fetch(path, { method: "POST", headers, body: form }).catch((error: unknown) => {
    throw new NoAnswer(path, { cause: error });
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw refusalOf(response.status, response.headers.get("Retry-After"), body);
  return decodeCannedFile(body, path);
}

export async function deleteCannedFile(id: Id, file: Id): Promise<void> {
  await call(`${PATH}${id}/files/${file}/`, { method: "DELETE" });
}

/** An upload of the agent's own in the inbox with the same bytes, which the server copies: to go out with a message. */
export function postCannedCopy(inbox: Id, file: Id): Promise<Attachment> {
  const body = { inbox, canned_file: file };
  return call("/api/attachments/", { method: "POST", body, decode: decodeAttachment });
}
