import { describe, expect, test } from "vitest";
import { labelColor, withChanges } from "../../../src/console/pickers/labels";
import { localField, snoozeTimes } from "../../../src/console/pickers/snoozeTimes";
import { soonTime } from "../../../src/ui/text/format";

const named = (now: Date) => snoozeTimes(now).map(([name, time]) => `${name} ${localField(time)}`);

describe("times to be reminded at", () => {
  test("on a Tuesday at noon", () => {
    expect(named(new Date(2026, 10, 24, 12))).toEqual([
      "hour 2026-11-24T13:00",
      "evening 2026-11-24T18:00",
      "tomorrow 2026-11-25T09:00",
      "monday 2026-11-30T09:00",
    ]);
  });

  test("late there is no evening any more", () => {
    const names = (hour: number, minute: number) =>
      snoozeTimes(new Date(2026, 10, 24, hour, minute)).map(([name]) => name);
    expect(names(17, 30)).toContain("evening");
    expect(names(17, 31)).not.toContain("evening");
  });

  test("on a Sunday tomorrow is Monday; on a Monday it is the next one", () => {
    expect(snoozeTimes(new Date(2026, 10, 29, 12)).map(([name]) => name)).toEqual([
      "hour",
      "evening",
      "tomorrow",
    ]);
    expect(named(new Date(2026, 10, 30, 12)).at(-1)).toBe("monday 2026-12-07T09:00");
  });

  test("are shown by the day where it is not today", () => {
    const now = new Date(2026, 10, 24, 12);
    expect(soonTime(new Date(2026, 10, 24, 18), now)).not.toMatch(/Tue/u);
    expect(soonTime(new Date(2026, 10, 25, 9), now)).toMatch(/^Wed /u);
    expect(soonTime(new Date(2026, 11, 25, 9), now)).toMatch(/Dec/u);
  });
});

describe("labels after a picker", () => {
  test.each([
    [[1], [1], [1, 2], [1, 2]],
    [[1, 2], [1, 2], [2], [2]],
    // A colleague added 3 and took 1 away meanwhile.
    [
      [2, 3],
      [1, 2],
      [1, 2, 4],
      [2, 3, 4],
    ],
    [[2], [1, 2], [2], null],
    [[1, 4], [1], [1, 4], null],
    [[1], [1], [1], null],
  ])("now %j, before %j, chosen %j: %j", (now, before, chosen, after) => {
    expect(withChanges(now, before, chosen)).toEqual(after);
  });

  test("a colour is one", () => {
    expect([0, 120, 240].map(labelColor)).toEqual(["#b33333", "#33b333", "#3333b3"]);
  });
});
