/** How urgent it is. */
import { PRIORITIES, type Priority } from "../../protocol";
import { Flag } from "../../ui/components/icons";
import { Picker, type PickerItem } from "../../ui/components/Picker";
import { useClient, useRun } from "../context";
import { useDialogT, useT } from "../i18n/language";
import type { OpenPickerProps } from "./OpenPicker";
import { closePicker } from "./picking";

export function PriorityPicker({ conversation, picking }: OpenPickerProps) {
  const t = useDialogT().picker;
  const { priorities } = useT().details;
  const client = useClient();
  const run = useRun();
  const pick = (id: string): void => {
    closePicker(picking, false);
    if (id !== conversation.priority) run(client.change(conversation.id, { priority: id as Priority }));
  };
  return (
    <Picker
      label={t.priority}
      none={t.nothing}
      groups={[{ label: t.priority, items: priorityItems(priorities) }]}
      chosen={[conversation.priority]}
      anchor={picking.anchor}
      onPick={pick}
      onClose={(left) => closePicker(picking, left)}
    />
  );
}

/** The most urgent first. */
export function priorityItems(names: Readonly<Record<string, string>>): PickerItem[] {
  return PRIORITIES.toReversed().map((id) => ({
    id,
    label: names[id] ?? id,
    mark: <Flag className={`flag ${id}`} />,
  }));
}
