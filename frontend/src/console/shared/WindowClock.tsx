/** How long free text is still allowed. */
import type { Conversation } from "../../protocol";
import { span, windowState } from "../../ui/text/format";
import { Clock } from "../../ui/components/icons";
import { useT } from "../i18n/language";

export function WindowClock({
  service,
  now,
  long = false,
}: {
  service: Conversation["window"];
  now: number;
  long?: boolean;
}) {
  const t = useT();
  const { level, left } = windowState(service, now);
  const sentence = level === "closed" ? t.window.closed : t.window.left(span(left));
  const short = level === "closed" ? t.window.closedShort : span(left);
  return (
    <span className={`window-clock ${level}`} title={level === "closed" ? t.window.closedHint : sentence}>
      <Clock />
      {!long && <span aria-hidden="true">{short}</span>}
      <span className={long ? "window-long" : "sr-only"} data-short={short}>
        {sentence}
      </span>
    </span>
  );
}
