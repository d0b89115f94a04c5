/** When a message goes out that does not go out now: one of a few times, or any. */
import { useRef, useState } from "react";
import { Calendar } from "../../ui/components/icons";
import { Picker, type PickerItem } from "../../ui/components/Picker";
import { soonTime } from "../../ui/text/format";
import { useNow } from "../context";
import { useDialogT } from "../i18n/language";
import { DateForm } from "../pickers/DateForm";
import { snoozeTimes } from "../pickers/snoozeTimes";
import { TIME_MARKS } from "../pickers/timeMarks";

/** No further ahead, as the server sees it. */
const YEAR = 366 * 24 * 3_600_000;

export interface LaterPickerProps {
  anchor: Element | null;
  /** Said beside a time; empty: nothing. */
  hintAt: (time: Date) => string;
  /** The time that it has now. */
  first?: Date | undefined;
  onTime: (time: Date) => void;
  /** `left`: the focus went elsewhere already. */
  onClose: (left: boolean) => void;
}

export function LaterPicker({ anchor, hintAt, first, onTime, onClose }: LaterPickerProps) {
  const t = useDialogT();
  const now = new Date(useNow());
  const [isDated, setDated] = useState(false);
  // The picker closes with the choice; what comes of that is not ours to say.
  const hasPicked = useRef(false);
  const times = snoozeTimes(now);
  const { title, action } = t.later;
  if (isDated)
    return (
      <DateForm
        title={title}
        action={action}
        first={first}
        most={YEAR}
        onDate={onTime}
        onClose={() => onClose(false)}
      />
    );
  const items: PickerItem[] = times.map(([id, time]) => {
    const Mark = TIME_MARKS[id];
    const hint = [soonTime(time, now), hintAt(time)].filter((one) => one !== "").join(" · ");
    return { id, label: t.picker.times[id], hint, mark: <Mark /> };
  });
  items.push({ id: "date", label: t.picker.date, mark: <Calendar /> });
  return (
    <Picker
      label={title}
      none={t.picker.nothing}
      groups={[{ label: title, items }]}
      chosen={[]}
      anchor={anchor}
      onPick={(id) => {
        hasPicked.current = true;
        const time = times.find(([choice]) => choice === id)?.[1];
        if (time) onTime(time);
        else setDated(true);
      }}
      onClose={(left) => !hasPicked.current && onClose(left)}
    />
  );
}
