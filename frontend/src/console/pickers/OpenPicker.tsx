/** Which picker it is. */
import { useConversation } from "../context";
import { LabelsPicker } from "./LabelsPicker";
import { AssigneePicker, OwnerPicker } from "./OwnerPicker";
import { SelectedPicker } from "../bulk/SelectedPicker";
import { SELECTED, type PickerKind, type Picking } from "./picking";
import { PriorityPicker } from "./PriorityPicker";
import { SnoozeDialog } from "./SnoozeDialog";
import { SnoozePicker } from "./SnoozePicker";
import { StatusPicker } from "./StatusPicker";
import { TeamPicker } from "./TeamPicker";
import type { Conversation } from "../../protocol";
import type { ComponentType } from "react";

export interface OpenPickerProps {
  conversation: Conversation;
  picking: Picking;
}

const PICKERS = {
  owner: OwnerPicker,
  assignee: AssigneePicker,
  team: TeamPicker,
  status: StatusPicker,
  snooze: SnoozePicker,
  date: SnoozeDialog,
  priority: PriorityPicker,
  labels: LabelsPicker,
} satisfies Record<PickerKind, ComponentType<OpenPickerProps>>;

export function OpenPicker({ picking }: { picking: Picking }) {
  return picking.conversation === SELECTED ? <SelectedPicker picking={picking} /> : <One picking={picking} />;
}

function One({ picking }: { picking: Picking }) {
  const conversation = useConversation(picking.conversation);
  if (!conversation) return null;
  const Of = PICKERS[picking.what];
  return <Of conversation={conversation} picking={picking} />;
}
