/** When it comes back: at a time, or when the customer writes (then it is pending: the server wakes both). */
import { useState } from "react";
import type { ConversationChange } from "../../protocol/rest/endpoints";
import { serverNow } from "../../protocol/serverClock";
import { Calendar, Hourglass, Reopen } from "../../ui/components/icons";
import { Picker, type PickerItem } from "../../ui/components/Picker";
import { soonTime } from "../../ui/text/format";
import { useClient, useRun } from "../context";
import { useDialogT } from "../i18n/language";
import type { OpenPickerProps } from "./OpenPicker";
import { closePicker, switchPicker } from "./picking";
import { snoozeTimes } from "./snoozeTimes";
import { TIME_MARKS } from "./timeMarks";

export function SnoozePicker({ conversation, picking }: OpenPickerProps) {
  const client = useClient();
  const run = useRun();
  const change = (to: StatusChange): void => {
    closePicker(picking, false);
    run(client.change(conversation.id, to));
  };
  return (
    <SnoozeChoices
      isSnoozed={conversation.status === "snoozed"}
      anchor={picking.anchor}
      onChange={change}
      onDate={() => switchPicker(picking, "date")}
      onClose={(left) => closePicker(picking, left)}
    />
  );
}

export type StatusChange = Pick<ConversationChange, "status" | "snoozed_until">;

interface SnoozeChoicesProps {
  /** It can be woken. */
  isSnoozed: boolean;
  anchor: Element | null;
  onChange: (to: StatusChange) => void;
  onDate: () => void;
  onClose: (left: boolean) => void;
}

export function SnoozeChoices({ isSnoozed, anchor, onChange, onDate, onClose }: SnoozeChoicesProps) {
  const t = useDialogT().picker;
  const [now] = useState(() => new Date(serverNow()));
  const times = snoozeTimes(now);
  const pick = (id: string): void => {
    const time = times.find(([choice]) => choice === id)?.[1];
    if (time) onChange({ status: "snoozed", snoozed_until: time.toISOString() });
    else if (id === "date") onDate();
    else onChange({ status: id === "reply" ? "pending" : "open" });
  };
  const items: PickerItem[] = times.map(([id, time]) => {
    const Mark = TIME_MARKS[id];
    return { id, label: t.times[id], hint: soonTime(time, now), mark: <Mark /> };
  });
  const others: PickerItem[] = [
    { id: "reply", label: t.untilReply, hint: t.pending, mark: <Hourglass /> },
    { id: "date", label: t.date, mark: <Calendar /> },
  ];
  if (isSnoozed) others.unshift({ id: "wake", label: t.wake, mark: <Reopen /> });
  return (
    <Picker
      label={t.snooze}
      none={t.nothing}
      groups={[
        { label: t.snooze, items },
        { label: t.more, items: others },
      ]}
      chosen={[]}
      anchor={anchor}
      onPick={pick}
      onClose={onClose}
    />
  );
}
