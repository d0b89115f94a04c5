/** The name of a day in the thread, which leads to another one. For the pointer: among articles no button is read. */
import type { MouseEvent } from "react";
import { dayName } from "../../ui/text/format";
import { useNow } from "../context";
import { useT } from "../i18n/language";
import { useThreadActions } from "./threadActions";

export function DayButton({ instant }: { instant: string }) {
  const t = useT();
  const { goToDate } = useThreadActions();
  return (
    <button
      type="button"
      title={t.goToDate.title}
      tabIndex={-1}
      onMouseDown={keepFocus}
      onClick={() => goToDate(instant)}
    >
      {dayName(instant, new Date(useNow()))}
    </button>
  );
}

/** What is not read takes no focus: that comes back to where it was. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}
