/** Whether this browser shows notifications, and the button by which it asks. */
import { useState } from "react";
import { useDialogT } from "../i18n/language";
import { askPermission, desktopPermission } from "./desktop";

export function DesktopHint() {
  const t = useDialogT().notifications;
  const [permission, setPermission] = useState(desktopPermission);
  return (
    <div className="notifications-row notifications-hint">
      <p className="field-hint" role="status">
        {t.permission[permission]}
      </p>
      {permission === "default" && (
        <button
          type="button"
          className="button small"
          onClick={() => void askPermission().then(setPermission)}
        >
          {t.allow}
        </button>
      )}
    </div>
  );
}
