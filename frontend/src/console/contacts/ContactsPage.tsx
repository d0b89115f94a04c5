/** The page of contacts: who there is, and one of them. */
import { useRef } from "react";
import type { ListQuery } from "../../protocol/lists";
import { useDialogT } from "../i18n/language";
import { useListPages } from "../list/useListPages";
import { useIsStacked } from "../shell/useMedia";
import { ContactCard } from "./ContactCard";
import { ContactsPane, type ContactListHandle } from "./ContactsPane";
import { goContacts, type ContactsRoute } from "./contactsRoute";
import "./Contacts.css";

interface ContactsPageProps {
  route: ContactsRoute;
  /** The list of the inbox: the feed is followed from there, and "back" finds it read. */
  inboxList: ListQuery;
  onHelp: () => void;
}

export function ContactsPage({ route, inboxList, onHelp }: ContactsPageProps) {
  const t = useDialogT().contacts;
  useListPages(inboxList);
  const list = useRef<ContactListHandle>(null);
  const isStacked = useIsStacked();
  const { contact } = route;
  const back = (): void => {
    goContacts({ contact: null });
    list.current?.focus(contact);
  };
  return (
    <main className={`panes contacts ${contact === null ? "at-list" : "at-thread"}`}>
      <h1 className="sr-only">{t.title}</h1>
      <ContactsPane route={route} list={list} onHelp={onHelp} />
      {contact === null ? (
        <section className="pane thread none">{!isStacked && <p className="empty">{t.chooseOne}</p>}</section>
      ) : (
        <ContactCard key={contact} id={contact} onBack={back} />
      )}
    </main>
  );
}
