import { expect, test } from "vitest";
import { GROUPS, searched } from "../../src/ui/text/emoji";

test("every emoji is there once, is one, and is found by its words", () => {
  const all = [...GROUPS.values()].flat();
  expect(new Set(all.map(({ emoji }) => emoji)).size).toBe(all.length);
  for (const { emoji, words } of all) {
    expect([...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(emoji)]).toHaveLength(1);
    expect(words).toMatch(/^[a-z0-9 -]+$/);
    expect(searched(words).map((one) => one.emoji)).toContain(emoji);
  }
});

test("by the beginnings of words", () => {
  expect(searched("thumb up").map(({ emoji }) => emoji)).toEqual(["👍"]);
  expect(searched("zebra")).toEqual([]);
});
