/** Agents as admins set them up. */
import type { components } from "../api.gen";
import { boolean, list, nullable, number, object, or, string, type Decoded } from "../decode";
import type { Described } from "../decoders";
import type { Id } from "..";
import { everyRow } from "./endpoints";
import { call } from "./request";

/** All of them; `agent.updated` says that they are to be read again. */
export const ACCOUNTS = ["accounts"];

export const decodeAccount = object({
  id: number,
  username: string,
  name: string,
  role: string,
  is_active: or(boolean, true),
  is_superuser: or(boolean, false),
  /** Ids of those that they are a member of. */
  inboxes: list(number),
  last_login: nullable(string),
});

export type Account = Described<components["schemas"]["Account"], Decoded<typeof decodeAccount>>;

export interface AccountChange {
  role: string;
  is_active: boolean;
  inboxes: Id[];
}

export function getAccounts(signal?: AbortSignal): Promise<Account[]> {
  return everyRow("/api/accounts/?page_size=200", decodeAccount, signal);
}

export function patchAccount(id: Id, change: Partial<AccountChange>): Promise<Account> {
  return call(`/api/accounts/${id}/`, { method: "PATCH", body: change, decode: decodeAccount });
}
