/** The days of a thread that one can go to: in the agent's own zone, as a field for a date has them (2026-05-03). Pure. */

export type DateChoice = "first" | "month" | "week";

/** Earlier than any message. */
const BEFORE_ALL = "1970-01-01";

export function dateField(at: Date): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${String(at.getFullYear()).padStart(4, "0")}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** Its first moment; of a day that is still to come, that of today. */
export function momentOf(day: string, today: string): string {
  if (day < BEFORE_ALL) return momentOf(BEFORE_ALL, today);
  const [year = 0, month = 1, date = 1] = (day > today ? today : day).split("-").map(Number);
  return new Date(year, month - 1, date).toISOString();
}

/** Whether that is a day which was asked for, and not the beginning. */
export function isDay(moment: string): boolean {
  return dateField(new Date(moment)) !== BEFORE_ALL;
}

/** In the order of time, with their days; only the beginning where all is newer. */
export function dateChoices(now: Date, first: string): readonly (readonly [DateChoice, string])[] {
  const [year, month, date] = [now.getFullYear(), now.getMonth(), now.getDate()];
  // The last day of a month that is shorter.
  const sameDay = Math.min(date, new Date(year, month, 0).getDate());
  const choices: (readonly [DateChoice, string])[] = [
    ["month", dateField(new Date(year, month - 1, sameDay))],
    ["week", dateField(new Date(year, month, date - 7))],
  ];
  return [["first", BEFORE_ALL], ...choices.filter(([, day]) => day > first)];
}
