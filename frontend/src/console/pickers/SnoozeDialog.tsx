/** A date and a time to be reminded at. */
import { useId, useState, type FormEvent } from "react";
import { serverNow } from "../../protocol/serverClock";
import { Modal } from "../../ui/components/Modal";
import { FormFoot } from "../dialogs/FormFoot";
import { useClient, useRun } from "../context";
import { useDialogT } from "../i18n/language";
import type { OpenPickerProps } from "./OpenPicker";
import { closePicker } from "./picking";
import type { StatusChange } from "./SnoozePicker";
import { localField, snoozeTimes } from "./snoozeTimes";

export function SnoozeDialog({ conversation, picking }: OpenPickerProps) {
  const client = useClient();
  const run = useRun();
  const change = (to: StatusChange): void => {
    closePicker(picking, false);
    run(client.change(conversation.id, to));
  };
  return <SnoozeForm onChange={change} onClose={() => closePicker(picking, false)} />;
}

interface SnoozeFormProps {
  onChange: (to: StatusChange) => void;
  onClose: () => void;
}

export function SnoozeForm({ onChange, onClose }: SnoozeFormProps) {
  const [now] = useState(() => new Date(serverNow()));
  const t = useDialogT();
  const id = useId();
  const tomorrow = snoozeTimes(now).find(([choice]) => choice === "tomorrow")?.[1] ?? now;
  const [text, setText] = useState(() => localField(tomorrow));
  const until = new Date(text);
  const isFuture = until.getTime() > now.getTime();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isFuture) return;
    onChange({ status: "snoozed", snoozed_until: until.toISOString() });
  };
  return (
    <Modal title={t.picker.dateTitle} closeLabel={t.cancel} onClose={onClose}>
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
        <FormFoot problem={isFuture ? null : t.picker.datePast} label={t.picker.snoozeNow} />
      </form>
    </Modal>
  );
}
