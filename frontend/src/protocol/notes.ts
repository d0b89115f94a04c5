/** What colleagues know of a contact. */
import type { components } from "./api.gen";
import { nullable, number, object, string, type Decoded } from "./decode";
import { decodeAgent, type Described } from "./decoders";

export const decodeContactNote = object({
  id: number,
  contact: number,
  author: nullable(decodeAgent),
  content: string,
  created_at: string,
  deleted_at: nullable(string),
});

export type ContactNote = Described<components["schemas"]["ContactNote"], Decoded<typeof decodeContactNote>>;
