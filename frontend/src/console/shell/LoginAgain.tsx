/** The session has ended while the console was open. */
import { Dialog } from "@base-ui/react/dialog";
import { useRef } from "react";
import type { Me } from "../../protocol";
import { useClient } from "../context";
import { Login } from "./Login";
import { useT } from "../i18n/language";

export function LoginAgain() {
  const t = useT();
  const client = useClient();
  const password = useRef<HTMLInputElement>(null);
  const back = (me: Me): void => {
    if (me.id === client.me.id) client.returned();
    else location.reload();
  };
  return (
    <Dialog.Root open disablePointerDismissal>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="modal narrow" initialFocus={password}>
          <Dialog.Title className="modal-title">{t.login.again}</Dialog.Title>
          <Login again={client.me} onLoggedIn={back} password={password} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
