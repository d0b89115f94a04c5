/** The foot of the list: who is logged in, the light, and the canned responses. */
import { SyncLight } from "./ConnectionBar";
import { AccountButton } from "../account/AccountButton";
import { Canned } from "../../ui/components/icons";
import { useRoving } from "../../ui/roving";
import { useClient } from "../context";
import { useT } from "../i18n/language";

export function AccountRow({ onHelp }: { onHelp: () => void }) {
  const t = useT();
  const { cannedView } = useClient();
  return (
    <div className="account" role="toolbar" aria-label={t.menu.account} ref={useRoving("row")}>
      <AccountButton onHelp={onHelp} />
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
