/** Asks for what is still to be filled in before a text goes out. */
import { useRef, useState } from "react";
import { blanksIn, filled, type Known } from "../../store/canned/variables";
import { Modal } from "../../ui/components/Modal";
import { Text } from "../bubble/cards/Text";
import { Field } from "../dialogs/Field";
import { Preview } from "../dialogs/Preview";
import { useDialogT } from "../i18n/language";

interface BlanksDialogProps {
  text: string;
  /** As it is to go out. */
  onSend: (text: string) => void;
  onClose: () => void;
}

export function BlanksDialog({ text, onSend, onClose }: BlanksDialogProps) {
  const { build, canned: t, close } = useDialogT();
  const [values, setValues] = useState<Known>({});
  const first = useRef<HTMLElement>(null);
  const names = blanksIn(text);
  const whole = filled(text, values);
  const missing = blanksIn(whole);
  return (
    <Modal title={t.fillIn} closeLabel={close} onClose={onClose} initialFocus={first}>
      <form
        className="form"
        ref={(form) => {
          first.current = form?.querySelector("input") ?? null;
        }}
        onSubmit={(event) => {
          event.preventDefault();
          if (missing.length === 0) onSend(whole);
        }}
      >
        {names.map((name) => (
          <Field
            key={name}
            label={t.names[name] ?? name}
            value={values[name] ?? ""}
            onChange={(value) => setValues((before) => ({ ...before, [name]: value }))}
          />
        ))}
        <Preview caption={build.preview}>
          <Text text={whole} />
        </Preview>
        <footer className="form-foot">
          <button type="button" className="button" onClick={() => onSend(text)}>
            {t.asItIs}
          </button>
          <button type="submit" className="button primary" disabled={missing.length > 0}>
            {t.send}
          </button>
        </footer>
      </form>
    </Modal>
  );
}
