/** Texts that the provider has approved, with blanks to fill in. */
import type { components } from "./api.gen";
import { boolean, list, number, object, or, string, unknown, type Decoded } from "./decode";
import type { Described } from "./decoders";

const blank = object({
  key: string,
  label: string,
  kind: or(string, "text"),
  example: or(string, ""),
  required: or(boolean, true),
});

export const decodeTemplate = object({
  id: number,
  inbox: number,
  name: string,
  language: string,
  category: or(string, ""),
  status: string,
  reason: or(string, ""),
  components: or(list(unknown), []),
  blanks: or(list(blank), []),
  /** Why it cannot be sent; empty when it can. */
  unsendable: or(string, ""),
  /** Of the last ones that agents sent from its inbox; null where that was not asked for. */
  uses: or(number, null),
  /** Of the agent's; null in what is for everybody. */
  favourite: or(boolean, null),
});

export type Blank = Decoded<typeof blank>;
export type Template = Described<components["schemas"]["Template"], Decoded<typeof decodeTemplate>>;
