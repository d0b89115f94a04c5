/** The REST calls about drafts. */
import type { Id } from "..";
import { list, object } from "../decode";
import { decodeDrafting, decodeSavedDraft, type DraftMode, type Drafting, type SavedDraft } from "../drafts";
import { everyRow } from "./endpoints";
import { call } from "./request";

export interface ContentGiven {
  readonly text: string;
  readonly reply_to: Id | null;
  readonly media: readonly Id[];
  readonly canned_response: Id | null;
  readonly interactive: Readonly<Record<string, unknown>> | null;
  readonly mentions: readonly { readonly kind: "agent" | "team"; readonly id: Id; readonly name: string }[];
}

export interface DraftGiven {
  readonly mode: DraftMode;
  /** Of the draft that this one is made of; 0: there was none. */
  readonly revision: number;
  readonly write_id: string;
  readonly content: ContentGiven;
  readonly others: readonly ContentGiven[];
}

/** All that the agent has not sent. */
export function getDrafts(): Promise<SavedDraft[]> {
  return everyRow("/api/drafts/?page_size=200", decodeSavedDraft);
}

const inConversation = object({ drafts: list(decodeSavedDraft), drafting: list(decodeDrafting) });

export function getDraftsIn(
  conversation: Id,
): Promise<{ drafts: readonly SavedDraft[]; drafting: readonly Drafting[] }> {
  return call(draftUrl(conversation), { decode: inConversation });
}

/** `isLast`: the page may be gone before the answer comes. Refused with `draft_changed` where another device was faster. */
export function putDraft(conversation: Id, draft: DraftGiven, isLast = false): Promise<SavedDraft> {
  const options = { method: "PUT", body: draft, decode: decodeSavedDraft, keepalive: isLast } as const;
  return call(draftUrl(conversation), options);
}

function draftUrl(conversation: Id): string {
  return `/api/conversations/${conversation}/draft/`;
}
