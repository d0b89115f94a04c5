/** Sentences about a day of the thread. */
import type { DateChoice } from "../thread/dates";

export const goToDate = {
  field: "Date",
  choices: {
    first: "First message",
    month: "A month ago",
    week: "A week ago",
  } satisfies Record<DateChoice, string>,
  none: "Choose a day.",
  go: "Go there",
};
