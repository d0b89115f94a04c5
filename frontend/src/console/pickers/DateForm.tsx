/** A date and a time to come. */
import { useId, useState, type FormEvent } from "react";
import { serverNow } from "../../protocol/serverClock";
import { Modal } from "../../ui/components/Modal";
import { useNow } from "../context";
import { FormFoot } from "../dialogs/FormFoot";
import { useDialogT } from "../i18n/language";
import { localField, snoozeTimes } from "./snoozeTimes";

interface DateFormProps {
  title: string;
  /** What the button does. */
  action: string;
  /** Where the field begins; left out: tomorrow morning. */
  first?: Date | undefined;
  /** How far ahead it may be, in ms. */
  most?: number;
  onDate: (date: Date) => void;
  onClose: () => void;
}

export function DateForm({ title, action, first, most = Infinity, onDate, onClose }: DateFormProps) {
  // The form may stand open for long: what was to come passes.
  const shown = useNow();
  const [asked, setAsked] = useState(() => serverNow());
  const now = Math.max(shown, asked);
  const t = useDialogT();
  const id = useId();
  const [text, setText] = useState(() => localField(first ?? tomorrow(new Date(now))));
  const date = new Date(text);
  const problemAt = (time: number): string | null => {
    if (!(date.getTime() > time)) return t.picker.datePast;
    return date.getTime() > time + most ? t.picker.dateFar : null;
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // A portal's events come by what it stands in: there it may be a form, too.
    event.stopPropagation();
    const time = serverNow();
    setAsked(time);
    if (problemAt(time) === null) onDate(date);
  };
  return (
    <Modal title={title} closeLabel={t.cancel} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <div className="form-field">
          <label htmlFor={id}>{t.picker.dateField}</label>
          <input
            id={id}
            className="field"
            type="datetime-local"
            min={localField(new Date(now))}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </div>
        <FormFoot problem={problemAt(now)} label={action} />
      </form>
    </Modal>
  );
}

function tomorrow(now: Date): Date {
  return snoozeTimes(now).find(([choice]) => choice === "tomorrow")?.[1] ?? now;
}
