/** The page of contacts: who there is, and one of them. */
import { useImperativeHandle, useRef, type Ref } from "react";
import type { Id } from "../../protocol";
import type { ListQuery } from "../../protocol/lists";
import { useDialogT } from "../i18n/language";
import { useListPages } from "../list/useListPages";
import { useIsStacked } from "../shell/useMedia";
import { ContactCard } from "./ContactCard";
import { ContactsPane, type ContactListHandle } from "./ContactsPane";
import { goContacts, type ContactsRoute } from "./contactsRoute";
import "./Contacts.css";

export interface ContactsHandle {
  /** Moves the active row and focuses it. */
  move: (by: number) => void;
  openActive: () => void;
  /** Opens the next or the previous one. */
  step: (by: 1 | -1) => void;
  search: () => void;
}

interface ContactsPageProps {
  route: ContactsRoute;
  /** The list of the inbox: the feed is followed from there, and "back" finds it read. */
  inboxList: ListQuery;
  onHelp: () => void;
  ref: Ref<ContactsHandle>;
}

export function ContactsPage({ route, inboxList, onHelp, ref }: ContactsPageProps) {
  const t = useDialogT().contacts;
  useListPages(inboxList);
  const list = useRef<ContactListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  useImperativeHandle(ref, () => ({
    move: (by) => list.current?.move(by),
    openActive: () => open(list.current?.active()),
    step: (by) => open(list.current?.step(by)),
    search: () => search.current?.focus(),
  }));
  const isStacked = useIsStacked();
  const { contact } = route;
  const back = (): void => {
    goContacts({ contact: null });
    list.current?.focus(contact);
  };
  return (
    <main className={`panes contacts ${contact === null ? "at-list" : "at-thread"}`}>
      <h1 className="sr-only">{t.title}</h1>
      <ContactsPane route={route} list={list} search={search} onHelp={onHelp} />
      {contact === null ? (
        <section className="pane thread none">{!isStacked && <p className="empty">{t.chooseOne}</p>}</section>
      ) : (
        <ContactCard key={contact} id={contact} onBack={back} />
      )}
    </main>
  );
}

function open(contact: Id | null | undefined): void {
  if (contact != null) goContacts({ contact });
}
