/** The list of contacts, with what is asked of it. */
import type { RefObject } from "react";
import { useRoving } from "../../ui/roving";
import { useClient, useSelect } from "../context";
import { useDialogT } from "../i18n/language";
import { SearchBox } from "../list/SearchBox";
import { AccountRow } from "../shell/AccountRow";
import { ContactList } from "./ContactList";
import { goContacts, type ContactsRoute } from "./contactsRoute";

export interface ContactListHandle {
  /** Focuses the first row. */
  readonly first: () => void;
  /** Focuses its row, or the list. */
  readonly focus: (id: number | null) => void;
  /** The row that is first, or that the keys stand on. */
  readonly active: () => number | null;
  /** Moves the active row and focuses it. */
  readonly move: (by: number) => void;
  /** Moves to the next or the previous one to open, and answers which that is. */
  readonly step: (by: 1 | -1) => number | null;
}

interface PaneProps {
  route: ContactsRoute;
  list: RefObject<ContactListHandle | null>;
  search: RefObject<HTMLInputElement | null>;
  onHelp: () => void;
}

export function ContactsPane({ route, list, search, onHelp }: PaneProps) {
  const t = useDialogT().contacts;
  const openFirst = (): void => {
    const contact = list.current?.active() ?? null;
    if (contact !== null) goContacts({ contact });
  };
  return (
    <section className="pane list" aria-label={t.title}>
      <header className="list-head">
        <h2 className="contacts-title">{t.title}</h2>
        <SearchBox
          q={route.q}
          label={t.search}
          onSearch={(q) => goContacts({ q })}
          onDown={() => list.current?.first()}
          onEnter={openFirst}
          ref={search}
        />
        <Filters route={route} />
      </header>
      <ContactList route={route} ref={list} />
      <AccountRow onHelp={onHelp} />
    </section>
  );
}

function Filters({ route }: { route: ContactsRoute }) {
  const t = useDialogT().contacts;
  const { me } = useClient();
  const inboxes = useSelect((state) => state.me?.inboxes ?? me.inboxes);
  const marks = [
    { name: "open", text: t.withOpen },
    { name: "blocked", text: t.onlyBlocked },
  ] as const;
  return (
    <div className="contacts-filters" role="toolbar" aria-label={t.filters} ref={useRoving("row")}>
      {marks.map(({ name, text }) => (
        <button
          key={name}
          type="button"
          className="tab"
          aria-pressed={route[name]}
          onClick={() => goContacts({ [name]: !route[name] })}
        >
          {text}
        </button>
      ))}
      {inboxes.length > 1 && (
        <select
          className="field"
          aria-label={t.inbox}
          value={route.inbox ?? ""}
          onChange={({ target }) => goContacts({ inbox: target.value === "" ? null : Number(target.value) })}
        >
          <option value="">{t.allInboxes}</option>
          {inboxes.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
