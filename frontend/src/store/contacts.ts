/** Contacts that were read for their page, kept fresh by the feeds of the inboxes that they write to. */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Contact, Id, Page } from "../protocol";
import { changeKept } from "./queries";

/** All lists of contacts; one of them with what it asks for behind. */
export const CONTACTS = ["contacts"] as const;

export function contactKey(id: Id): readonly unknown[] {
  return ["contact", id];
}

export function mergesKey(id: Id): readonly unknown[] {
  return ["contact-merges", id];
}

export type ContactPages = InfiniteData<Page<Contact>, string | null>;

/** As it is now, wherever it is shown. Which lists it belongs to only the server knows: they are read again when next opened. */
export function updateContact(queries: QueryClient, contact: Contact): void {
  changeKept<Contact>(queries, contactKey(contact.id), () => contact);
  queries.setQueriesData<ContactPages>(
    { queryKey: CONTACTS },
    (known) => known && withContact(known, contact),
  );
}

function withContact(pages: ContactPages, contact: Contact): ContactPages {
  const isThere = pages.pages.some(({ results }) => results.some(({ id }) => id === contact.id));
  if (!isThere) return pages;
  const changed = pages.pages.map((page) => ({
    ...page,
    results: page.results.map((one) => (one.id === contact.id ? contact : one)),
  }));
  return { ...pages, pages: changed };
}
