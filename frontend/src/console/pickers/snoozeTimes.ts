/** Times to be reminded at, in the agent's own day. Pure. */

export type SnoozeChoice = "hour" | "evening" | "tomorrow" | "monday";

const EVENING = 18;
const MORNING = 9;
/** "This evening" half an hour before it is no choice any more. */
const SOON_MS = 30 * 60_000;
const HOUR_MS = 3_600_000;

/** In the order of time; no two are the same moment. */
export function snoozeTimes(now: Date): readonly (readonly [SnoozeChoice, Date])[] {
  const evening = at(now, 0, EVENING);
  const tomorrow = at(now, 1, MORNING);
  const monday = at(now, daysToMonday(now), MORNING);
  const times: (readonly [SnoozeChoice, Date])[] = [["hour", new Date(now.getTime() + HOUR_MS)]];
  if (evening.getTime() - now.getTime() >= SOON_MS) times.push(["evening", evening]);
  times.push(["tomorrow", tomorrow]);
  if (monday.getTime() !== tomorrow.getTime()) times.push(["monday", monday]);
  return times;
}

/** By the calendar, so that a day of 23 hours does not matter. */
function at(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** 1 to 7: never today. */
function daysToMonday(now: Date): number {
  return (8 - now.getDay()) % 7 || 7;
}

/** As a field for date and time takes it. */
export function localField(date: Date): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
