/** A date and a time to come. */
import { useId, useState, type FormEvent } from "react";
import { serverNow } from "../../protocol/serverClock";
import { Modal } from "../../ui/components/Modal";
import { FormFoot } from "../dialogs/FormFoot";
import { useDialogT } from "../i18n/language";
import { localField, snoozeTimes } from "./snoozeTimes";

interface DateFormProps {
  title: string;
  /** What the button does. */
  action: string;
  /** Where the field begins; left out: tomorrow morning. */
  first?: Date | undefined;
  onDate: (date: Date) => void;
  onClose: () => void;
}

export function DateForm({ title, action, first, onDate, onClose }: DateFormProps) {
  const [now] = useState(() => new Date(serverNow()));
  const t = useDialogT();
  const id = useId();
  const [text, setText] = useState(() => localField(first ?? tomorrow(now)));
  const date = new Date(text);
  const isFuture = date.getTime() > now.getTime();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // A portal's events come by what it stands in: there it may be a form, too.
    event.stopPropagation();
    if (isFuture) onDate(date);
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
            min={localField(now)}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </div>
        <FormFoot problem={isFuture ? null : t.picker.datePast} label={action} />
      </form>
    </Modal>
  );
}

function tomorrow(now: Date): Date {
  return snoozeTimes(now).find(([choice]) => choice === "tomorrow")?.[1] ?? now;
}
