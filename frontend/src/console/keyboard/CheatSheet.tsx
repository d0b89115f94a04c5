/** The table of keys, from keys.ts. */
import { Fragment } from "react";
import { MOD_NAME, shortcuts, type Shortcut } from "./keys";
import type { KeySettings } from "./useKeySettings";
import { Modal } from "../../ui/components/Modal";
import { useDialogT, useT } from "../i18n/language";

const NAMES: Readonly<Record<string, string>> = { Escape: "Esc", Mod: MOD_NAME };

export function CheatSheet({ settings, onClose }: { settings: KeySettings; onClose: () => void }) {
  const { singleKeys, onSingleKeys, opensNext, onOpensNext, enterSends, onEnterSends } = settings;
  const t = useT();
  return (
    <Modal title={t.keys.title} closeLabel={t.keys.close} onClose={onClose} wide>
      <dl className="keys">
        {shortcuts(enterSends)
          .filter(({ keys }) => keys.length > 0)
          .map((one) => (
            <Row key={one.command} {...one} />
          ))}
        <InThread />
      </dl>
      <Check label={t.keys.enterSends} on={enterSends} onChange={onEnterSends} />
      <Check label={t.keys.single} on={singleKeys} onChange={onSingleKeys} />
      <Check label={t.keys.opensNext} on={opensNext} onChange={onOpensNext} />
    </Modal>
  );
}

function Check({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className="check">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}

function Row({ command, keys }: Shortcut) {
  const t = useT();
  return (
    <div>
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
