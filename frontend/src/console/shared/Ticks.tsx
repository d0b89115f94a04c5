/** How far an outbound message has come. */
import type { Direction, TimelineStatus } from "../../protocol";
import { Check, Clock, DoubleCheck, Exclamation, Microphone, Question } from "../../ui/components/icons";
import { useT } from "../i18n/language";

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

interface TicksProps {
  direction: Direction;
  status: TimelineStatus;
  /** In other words than the status has. */
  label?: string | undefined;
  /** Failed, but nothing to be alarmed about. */
  calm?: boolean;
}

export function Ticks({ direction, status, label, calm = false }: TicksProps) {
  const t = useT();
  const shape = SHAPES[status];
  if (direction !== "outbound" || shape === null) return null;
  const tone = calm ? "" : shape.tone;
  return <shape.Icon className={`ticks ${tone}`} label={label ?? t.statuses[status]} />;
}
