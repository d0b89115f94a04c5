/** Whether a service window will be closed at a time, as far as is known now. Pure. */
import type { Capabilities, Conversation } from "../../protocol";

export function closesBefore(
  { closes_at }: Conversation["window"],
  { window_hours }: Pick<Capabilities, "window_hours">,
  time: Date,
): boolean {
  if (window_hours === 0) return false;
  return closes_at === null || Date.parse(closes_at) <= time.getTime();
}
