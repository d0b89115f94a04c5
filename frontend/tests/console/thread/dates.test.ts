import { describe, expect, test } from "vitest";
import { dateChoices, dateField, isDay, momentOf } from "../../../src/console/thread/dates";

const TODAY = "2026-05-20";

describe("a day of the thread", () => {
  // In another zone than the server's: tests/browser/test_go_to_date.py (a thread of Node's keeps its process's zone).
  test("begins when it does for the agent", () => {
    const midnight = new Date(2026, 4, 3).toISOString();
    expect(momentOf("2026-05-03", TODAY)).toBe(midnight);
    expect(dateField(new Date(midnight))).toBe("2026-05-03");
  });

  test("that is still to come is today", () => {
    expect(momentOf("2026-05-21", TODAY)).toBe(momentOf(TODAY, TODAY));
  });

  test("of a year that is only begun to be typed is the beginning", () => {
    expect(momentOf("0002-05-03", TODAY)).toBe(new Date(1970, 0, 1).toISOString());
    expect(isDay(momentOf("0002-05-03", TODAY))).toBe(false);
    expect(isDay(momentOf("2026-05-03", TODAY))).toBe(true);
  });
});

describe("what is near at hand", () => {
  const days = (now: Date, first: string) => dateChoices(now, first).map((one) => one.join(" "));

  test("is the beginning, a month and a week ago", () => {
    expect(days(new Date(2026, 4, 3), "2025-01-01")).toEqual([
      "first 1970-01-01",
      "month 2026-04-03",
      "week 2026-04-26",
    ]);
  });

  test("in a shorter month is its last day", () => {
    expect(days(new Date(2026, 2, 31), "2025-01-01")).toContain("month 2026-02-28");
    expect(days(new Date(2026, 0, 15), "2025-01-01")).toContain("month 2025-12-15");
  });

  test("is not before the first message", () => {
    expect(days(new Date(2026, 4, 3), "2026-04-20")).toEqual(["first 1970-01-01", "week 2026-04-26"]);
    expect(days(new Date(2026, 4, 3), "2026-04-26")).toEqual(["first 1970-01-01"]);
  });
});
