/** What is found by its words: messages with notes among them, and contacts. */
import { decodeContact, decodeConversation, decodeMessage } from "..";
import { boolean, list, nullable, object, or, string, type Decoded } from "../decode";
import { call } from "./request";

const part = object({ text: string, found: boolean });

const hit = object({
  message: nullable(decodeMessage),
  conversation: nullable(decodeConversation),
  contact: nullable(decodeContact),
  /** The text around what was found. */
  excerpt: or(list(part), []),
});

const found = object({
  results: list(hit),
  next: nullable(string),
  /** Words that are written nowhere, and those like them that were searched for instead. */
  meant: or(list(object({ typed: string, words: list(string) })), []),
});

export type ExcerptPart = Decoded<typeof part>;
export type SearchHit = Decoded<typeof hit>;
export type SearchFound = Decoded<typeof found>;

export function searchUrl(kind: "messages" | "contacts", params: Readonly<Record<string, string>>): string {
  return `/api/search/?${new URLSearchParams({ kind, ...params })}`;
}

/** `url` is `searchUrl(…)` or the `next` of the page before. */
export function getSearch(url: string, signal?: AbortSignal): Promise<SearchFound> {
  return call(url, { decode: found, ...(signal && { signal }) });
}
