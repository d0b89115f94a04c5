/** What was done between two messages: a quiet line each, folded when there are many. */
import { useState } from "react";
import type { Activity } from "../../protocol";
import { FOLDED } from "../../store/messages/heights";
import { clockTime } from "../../ui/text/format";
import { useSelect } from "../context";
import { useT } from "../i18n/language";
import { activityText } from "./activityText";
import "./ActivityLines.css";

export function ActivityLines({ lines }: { lines: readonly Activity[] }) {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  const me = useSelect((state) => state.me?.id ?? null);
  const said = lines.flatMap((line) => {
    const text = activityText(line, me, t);
    return text === null ? [] : [{ line, text }];
  });
  const isFoldable = said.length > FOLDED + 1;
  const shown = isFoldable && !isOpen ? said.slice(-FOLDED) : said;
  if (said.length === 0) return null;
  return (
    <ul className="activity-lines" aria-label={t.activity.label}>
      {isFoldable && (
        <li>
          <button
            type="button"
            className="activity-more"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? t.activity.fewer : t.activity.more(said.length - FOLDED)}
          </button>
        </li>
      )}
      {shown.map(({ line, text }) => (
        <li key={line.id}>
          <bdi>{text}</bdi> · <time dateTime={line.at}>{clockTime(line.at)}</time>
        </li>
      ))}
    </ul>
  );
}
