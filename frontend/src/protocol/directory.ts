/** Whom and with what a conversation can be marked: colleagues, teams, labels. */
import type { components } from "./api.gen";
import { boolean, dictionary, number, object, oneOf, or, string, unknown, type Decoded } from "./decode";
import type { Described } from "./decoders";

type Schemas = components["schemas"];

export const decodeColleague = object({
  id: number,
  username: string,
  name: string,
  role: or(string, "agent"),
});
export const decodeTeam = object({ id: number, name: string });
export const decodeLabel = object({ id: number, name: string, color: string });

/** Filters of the list under a name. */
export const decodeSavedView = object({
  id: number,
  name: string,
  scope: oneOf(["personal", "shared"], "personal"),
  /** The words of a list's query. */
  filters: or(dictionary(unknown), {}),
  editable: or(boolean, false),
});

export type SavedView = Decoded<typeof decodeSavedView>;
export type Colleague = Described<Schemas["Agent"], Decoded<typeof decodeColleague>>;
export type Team = Described<Schemas["Team"], Decoded<typeof decodeTeam>>;
export type Label = Described<Schemas["Label"], Decoded<typeof decodeLabel>>;
