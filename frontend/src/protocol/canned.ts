/** Canned responses: saved replies, and the files that go out with them. */
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
import { decodeAgent, type Described } from "./decoders";
import { decodeTeam } from "./directory";
import { MEDIA_KINDS } from "./words";

type Schemas = components["schemas"];

/** From the nearest to the widest: of two with one shortcode the nearer is meant. */
export const SCOPES = ["personal", "team", "shared"] as const;
export type Scope = (typeof SCOPES)[number];

export const decodeCannedFile = object({
  id: number,
  kind: oneOf(MEDIA_KINDS, "document"),
  mime_type: string,
  filename: or(string, ""),
  size: number,
  url: string,
});

export const decodeCannedResponse = object({
  id: number,
  /** Without the slash. */
  shortcode: string,
  title: or(string, ""),
  content: string,
  scope: oneOf(SCOPES, "shared"),
  owner: nullable(decodeAgent),
  team: nullable(decodeTeam),
  /** In Meta's words, without the body: that is the content. */
  interactive: or(nullable(dictionary(unknown)), null),
  files: or(list(decodeCannedFile), []),
  /** In the inbox that was asked about; null: none was. */
  uses: or(nullable(number), null),
  editable: or(boolean, false),
});

export type CannedFile = Described<Schemas["CannedFile"], Decoded<typeof decodeCannedFile>>;
export type CannedResponse = Described<Schemas["CannedResponse"], Decoded<typeof decodeCannedResponse>>;
