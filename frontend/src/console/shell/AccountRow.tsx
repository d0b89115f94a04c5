/** The foot of the list: who is logged in, the light, and the canned responses. */
import { SyncLight } from "./ConnectionBar";
import { AccountButton } from "../account/AccountButton";
import { Canned, Chats, Person } from "../../ui/components/icons";
import { useRoving } from "../../ui/roving";
import { goContacts, useContactsRoute } from "../contacts/contactsRoute";
import { useClient } from "../context";
import { useT } from "../i18n/language";
import { useSettingsRoute } from "../settings/settingsRoute";
import { goTo } from "./useRoute";

/** From one page of the console to the other. */
function Places() {
  const t = useT();
  const isContacts = useContactsRoute() !== null;
  const isInbox = useSettingsRoute() === null && !isContacts;
  const places = [
    { name: t.menu.inbox, here: isInbox, icon: <Chats />, go: () => isInbox || goTo("#/", true) },
    {
      name: t.menu.contacts,
      here: isContacts,
      icon: <Person />,
      go: () => isContacts || goContacts({ contact: null }),
    },
  ];
  return (
    <>
      {places.map(({ name, here, icon, go }) => (
        <button
          key={name}
          type="button"
          className="icon-button place"
          onClick={go}
          aria-label={name}
          aria-current={here ? "page" : undefined}
          title={name}
        >
          {icon}
        </button>
      ))}
    </>
  );
}

export function AccountRow({ onHelp }: { onHelp: () => void }) {
  const t = useT();
  const { cannedView } = useClient();
  return (
    <div className="account" role="toolbar" aria-label={t.menu.account} ref={useRoving("row")}>
      <AccountButton onHelp={onHelp} />
      <Places />
      <SyncLight />
      <button
        type="button"
        className="icon-button"
        onClick={() => cannedView.set({ kind: "list" })}
        aria-label={t.menu.canned}
        title={t.menu.canned}
      >
        <Canned />
      </button>
    </div>
  );
}
