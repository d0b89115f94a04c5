/** What agents have written and not sent yet: their own whole, of colleagues only that there is something. */
import type { components } from "./api.gen";
import {
  boolean,
  dictionary,
  list,
  nullable,
  number,
  object,
  oneOf,
  or,
  string,
  unknown,
  type Decoded,
} from "./decode";
import { decodeAgent, decodeAttachment, decodeMessage, type Described } from "./decoders";

type Schemas = components["schemas"];

export const DRAFT_MODES = ["reply", "note"] as const;
export type DraftMode = (typeof DRAFT_MODES)[number];

const mention = object({ kind: oneOf(["agent", "team"], "agent"), id: number, name: string });

export const decodeDraftContent = object({
  text: string,
  quoted: nullable(decodeMessage),
  files: or(list(decodeAttachment), []),
  canned_response: nullable(number),
  /** In Meta's words, without the body. */
  interactive: or(nullable(dictionary(unknown)), null),
  mentions: or(list(mention), []),
});

export const decodeSavedDraft = object({
  conversation: number,
  mode: oneOf(DRAFT_MODES),
  /** Grows with every change. */
  revision: number,
  write_id: string,
  content: decodeDraftContent,
  /** What other devices had written at the same time. */
  others: or(list(decodeDraftContent), []),
});

export const decodeDrafting = object({ agent: decodeAgent, note: or(boolean, false) });

export type DraftContent = Decoded<typeof decodeDraftContent>;
export type SavedDraft = Described<Schemas["SavedDraft"], Decoded<typeof decodeSavedDraft>>;
export type Drafting = Described<Schemas["Drafting"], Decoded<typeof decodeDrafting>>;
