/** How the times of a picker are drawn. */
import { Calendar, Clock, Snooze, Sunrise } from "../../ui/components/icons";
import type { SnoozeChoice } from "./snoozeTimes";

export const TIME_MARKS = {
  hour: Clock,
  evening: Snooze,
  tomorrow: Sunrise,
  monday: Calendar,
} satisfies Record<SnoozeChoice, typeof Clock>;
