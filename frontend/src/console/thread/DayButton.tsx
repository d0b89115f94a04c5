/** The name of a day in the thread, which leads to another one. */
import { dayName } from "../../ui/text/format";
import { useNow } from "../context";
import { useT } from "../i18n/language";
import { useThreadActions } from "./threadActions";

export function DayButton({ instant, passing = false }: { instant: string; passing?: boolean }) {
  const t = useT();
  const { goToDate } = useThreadActions();
  const day = dayName(instant, new Date(useNow()));
  return (
    <button
      type="button"
      aria-label={t.goToDate.from(day)}
      title={t.goToDate.title}
      tabIndex={-1}
      // What will be gone takes no focus: that comes back to where it was.
      onMouseDown={passing ? (event) => event.preventDefault() : undefined}
      onClick={() => goToDate(instant)}
    >
      {day}
    </button>
  );
}
