/** The address of the page of contacts: `#/contacts/12?q=ann&open=true`. */
import { useMemo } from "react";
import type { Id } from "../../protocol";
import { contactParams, type ContactQuery } from "../../protocol/rest/contacts";
import { isOfContacts } from "../shell/route";
import { goTo, useAddress } from "../shell/useRoute";

export interface ContactsRoute extends ContactQuery {
  readonly contact: Id | null;
}

export const ALL_CONTACTS: ContactsRoute = {
  q: "",
  inbox: null,
  open: false,
  blocked: false,
  contact: null,
};

/** Null: an address of the inbox. */
export function parseContacts(hash: string): ContactsRoute | null {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [, contact] = path.split("/");
  if (!isOfContacts(hash)) return null;
  const given = new URLSearchParams(query);
  return {
    contact: number(contact),
    q: given.get("q") ?? "",
    inbox: number(given.get("inbox")),
    open: given.get("open") === "true",
    blocked: given.get("blocked") === "true",
  };
}

export function formatContacts(route: ContactsRoute): string {
  const params = contactParams(route);
  const query = params.size > 0 ? `?${params}` : "";
  return `#/contacts${route.contact === null ? "" : `/${route.contact}`}${query}`;
}

function number(text: string | null | undefined): Id | null {
  return text !== null && text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

export function useContactsRoute(): ContactsRoute | null {
  const address = useAddress();
  return useMemo(() => parseContacts(address), [address]);
}

/** Changes a part of it. From one contact to the next, and from letter to letter, is no step of its own. */
export function goContacts(change: Partial<ContactsRoute>): void {
  const now = parseContacts(location.hash);
  const next = { ...(now ?? ALL_CONTACTS), ...change };
  goTo(formatContacts(next), now === null || (now.contact === null && next.contact !== null));
}
