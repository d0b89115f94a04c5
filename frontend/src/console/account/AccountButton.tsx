/** Who is logged in and how colleagues see them, and the menu of what concerns the agent rather than a customer. */
import { useState } from "react";
import { Chevron } from "../../ui/components/icons";
import { useMe, useSignal } from "../context";
import { AccountMenu, NotificationsDialog, PasswordDialog } from "../lazyComponents";
import { useT } from "../i18n/language";
import { AgentAvatar, useNameWithAvailability } from "../shared/Availability";
import { account } from "./account";

export function AccountButton({ onHelp }: { onHelp: () => void }) {
  const t = useT();
  const me = useMe();
  const open = useSignal(account);
  const says = useNameWithAvailability(me.id, me.name);
  const [self, setSelf] = useState<HTMLButtonElement | null>(null);
  return (
    <>
      <button
        ref={setSelf}
        type="button"
        className="account-button"
        aria-haspopup="menu"
        aria-expanded={open === "menu"}
        onClick={() => account.set("menu")}
        title={says}
      >
        <span className="sr-only">{`${t.menu.account}: ${says}`}</span>
        <span className="face" aria-hidden="true">
          <AgentAvatar id={me.id} name={me.name} />
          <bdi className="account-name">{me.name}</bdi>
          <Chevron />
        </span>
      </button>
      {open === "menu" && self !== null && <AccountMenu anchor={self} onHelp={onHelp} />}
      {open === "notifications" && <NotificationsDialog anchor={self} />}
      {open === "password" && <PasswordDialog anchor={self} />}
    </>
  );
}
