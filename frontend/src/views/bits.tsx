/** Small pieces that several views show. */
import type { CSSProperties, ReactNode } from "react";
import { hue, initials, span, windowState } from "../format";
import { t } from "../i18n/en";
import type { Conversation, Direction, TimelineStatus } from "../protocol";
import { Check, Clock, DoubleCheck, Exclamation, Microphone, Question } from "./icons";

export function Avatar({ id, name, small = false }: { id: number; name: string; small?: boolean }) {
  const style = { "--hue": hue(id) } as CSSProperties;
  return (
    <span className={small ? "avatar small" : "avatar"} style={style} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

const SHAPES: Readonly<Record<TimelineStatus, { Icon: typeof Check; tone: string } | null>> = {
  received: null,
  held: { Icon: Clock, tone: "amber" },
  queued: { Icon: Clock, tone: "" },
  sending: { Icon: Clock, tone: "" },
  unconfirmed: { Icon: Question, tone: "amber" },
  sent: { Icon: Check, tone: "" },
  failed: { Icon: Exclamation, tone: "red" },
  delivered: { Icon: DoubleCheck, tone: "" },
  read: { Icon: DoubleCheck, tone: "blue" },
  played: { Icon: Microphone, tone: "blue" },
};

/** How far an outbound message has come. */
export function Ticks({ direction, status }: { direction: Direction; status: TimelineStatus }) {
  const shape = SHAPES[status];
  if (direction !== "outbound" || shape === null) return null;
  return <shape.Icon className={`ticks ${shape.tone}`} label={t.statuses[status]} />;
}

/** How long free text is still allowed. */
export function WindowClock({ service, now, long = false }: { service: Conversation["window"]; now: number; long?: boolean }) {
  const { level, left } = windowState(service, now);
  const sentence = level === "closed" ? t.window.closed : t.window.left(span(left));
  const short = level === "closed" ? t.window.closedShort : span(left);
  return (
    <span className={`window-clock ${level}`} title={level === "closed" ? t.window.closedHint : sentence}>
      <Clock />
      <span aria-hidden={!long}>{long ? sentence : short}</span>
      {!long && <span className="sr-only">{sentence}</span>}
    </span>
  );
}

export function Empty({ text, action }: { text: readonly [string, string?]; action?: React.ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{text[0]}</p>
      {text[1] !== undefined && <p>{text[1]}</p>}
      {action}
    </div>
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
