/** The table of keys, from keys.ts. */
import { Fragment } from "react";
import { MOD_NAME, SHORTCUTS } from "./keys";
import type { KeySettings } from "./useKeySettings";
import { Modal } from "../../ui/components/Modal";
import { useDialogT, useT } from "../i18n/language";

const NAMES: Readonly<Record<string, string>> = { Escape: "Esc", Mod: MOD_NAME };

export function CheatSheet({ settings, onClose }: { settings: KeySettings; onClose: () => void }) {
  const { singleKeys, onSingleKeys, opensNext, onOpensNext } = settings;
  const t = useT();
  return (
    <Modal title={t.keys.title} closeLabel={t.keys.close} onClose={onClose} wide>
      <dl className="keys">
        {SHORTCUTS.map(({ command, keys }) => (
          <div key={command}>
            <dt>{t.keys.commands[command]}</dt>
            <dd>
              {keys.map((key, index) => (
                <Fragment key={key}>
                  {index > 0 && ` ${t.keys.then} `}
                  <Chord keys={key} />
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
        <InThread />
      </dl>
      <label className="check">
        <input
          type="checkbox"
          checked={singleKeys}
          onChange={(event) => onSingleKeys(event.target.checked)}
        />
        {t.keys.single}
      </label>
      <label className="check">
        <input type="checkbox" checked={opensNext} onChange={(event) => onOpensNext(event.target.checked)} />
        {t.keys.opensNext}
      </label>
    </Modal>
  );
}

/** What keys mean where the focus is. */
function InThread() {
  return useDialogT().inThread.map(([keys, what]) => (
    <div key={what}>
      <dt>{what}</dt>
      <dd>
        {keys.split(" ").map((key, index) => (
          <Fragment key={key}>
            {index > 0 && " "}
            <kbd>{key}</kbd>
          </Fragment>
        ))}
      </dd>
    </div>
  ));
}

function Chord({ keys }: { keys: string }) {
  return keys.split(/(?<=.)\+/u).map((key, index) => (
    <Fragment key={key}>
      {index > 0 && "+"}
      <kbd>{NAMES[key] ?? key}</kbd>
    </Fragment>
  ));
}
