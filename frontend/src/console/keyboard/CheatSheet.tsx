/** The table of keys, from keys.ts. */
import { Fragment } from "react";
import { SHORTCUTS } from "./keys";
import { Modal } from "../../ui/components/Modal";
import { useT } from "../i18n/language";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const NAMES: Readonly<Record<string, string>> = { Escape: "Esc", Mod: isMac ? "⌘" : "Ctrl" };

interface CheatSheetProps {
  singleKeys: boolean;
  onSingleKeys: (on: boolean) => void;
  onClose: () => void;
}

export function CheatSheet({ singleKeys, onSingleKeys, onClose }: CheatSheetProps) {
  const t = useT();
  return (
    <Modal title={t.keys.title} closeLabel={t.keys.close} onClose={onClose}>
      <table className="keys">
        <tbody>
          {SHORTCUTS.map(({ command, keys }) => (
            <tr key={command}>
              <th scope="row">{t.keys.commands[command]}</th>
              <td>
                {keys.map((key, index) => (
                  <Fragment key={key}>
                    {index > 0 && ` ${t.keys.then} `}
                    <Chord keys={key} />
                  </Fragment>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className="check">
        <input
          type="checkbox"
          checked={singleKeys}
          onChange={(event) => onSingleKeys(event.target.checked)}
        />
        {t.keys.single}
      </label>
    </Modal>
  );
}

function Chord({ keys }: { keys: string }) {
  return keys.split("+").map((key, index) => (
    <Fragment key={key}>
      {index > 0 && "+"}
      <kbd>{NAMES[key] ?? key}</kbd>
    </Fragment>
  ));
}
