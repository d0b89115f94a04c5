/** A date and a time to be reminded at. */
import { useClient, useRun } from "../context";
import { useDialogT } from "../i18n/language";
import { DateForm } from "./DateForm";
import type { OpenPickerProps } from "./OpenPicker";
import { closePicker } from "./picking";
import type { StatusChange } from "./SnoozePicker";

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
  const { picker: t } = useDialogT();
  return (
    <DateForm
      title={t.dateTitle}
      action={t.snoozeNow}
      onDate={(until) => onChange({ status: "snoozed", snoozed_until: until.toISOString() })}
      onClose={onClose}
    />
  );
}
