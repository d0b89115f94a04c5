/** What goes out beside the text: files, or choices. */
import { useRef } from "react";
import { BUILDABLE, EMPTY_DRAFT, type InteractiveDraft } from "../../store/drafts/interactiveDraft";
import { Close } from "../../ui/components/icons";
import { ChoiceFields } from "../dialogs/interactive/InteractiveBuilder";
import { useDialogT } from "../i18n/language";
import { MOST_FILES, type CannedForm } from "./cannedForm";

interface ExtrasProps {
  form: CannedForm;
  set: (change: Partial<CannedForm>) => void;
}

export function CannedExtras({ form, set }: ExtrasProps) {
  const t = useDialogT().canned;
  const { choices, files, added } = form;
  const setChoices = (change: Partial<InteractiveDraft>): void =>
    set({ choices: { ...EMPTY_DRAFT, ...choices, ...change } });
  return (
    <>
      {choices === null && <Files form={form} set={set} />}
      {files.length + added.length === 0 && (
        <label className="check">
          <input
            type="checkbox"
            checked={choices !== null}
            onChange={({ target }) => set({ choices: target.checked ? EMPTY_DRAFT : null })}
          />
          {t.withChoicesToo}
        </label>
      )}
      {choices !== null && <ChoiceFields types={BUILDABLE} draft={choices} set={setChoices} />}
    </>
  );
}

function Files({ form: { files, added }, set }: ExtrasProps) {
  const t = useDialogT().canned;
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="form-field">
      {files.length + added.length > 0 && (
        <ul className="canned-files" aria-label={t.files}>
          {files.map((file) => (
            <Item
              key={file.id}
              name={file.filename}
              onRemove={() => set({ files: files.filter((one) => one !== file) })}
            />
          ))}
          {added.map((file, index) => (
            <Item
              key={typeof file === "number" ? file : `${index} ${file.name}`}
              name={typeof file === "number" ? t.copy : file.name}
              onRemove={() => set({ added: added.filter((one) => one !== file) })}
            />
          ))}
        </ul>
      )}
      <input
        ref={input}
        type="file"
        hidden
        multiple
        aria-label={t.addFile}
        onChange={({ target }) => {
          set({ added: [...added, ...(target.files ?? [])] });
          target.value = "";
        }}
      />
      {files.length + added.length < MOST_FILES && (
        <button type="button" className="button small" onClick={() => input.current?.click()}>
          {t.addFile}
        </button>
      )}
    </div>
  );
}

function Item({ name, onRemove }: { name: string; onRemove: () => void }) {
  const t = useDialogT().canned;
  return (
    <li>
      <bdi>{name}</bdi>
      <button type="button" className="icon-button small" onClick={onRemove} aria-label={t.removeFile(name)}>
        <Close />
      </button>
    </li>
  );
}
