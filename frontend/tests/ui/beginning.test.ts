import { expect, test } from "vitest";
import { beginning } from "../../src/ui/text/beginning";

test.each([
  ["", "nothing"],
  ["Hello", "short"],
  ["x".repeat(3000), "a screen of it"],
  ["a\n".repeat(59), "lines"],
])("%j is shown whole", (text) => {
  expect(beginning(text)).toBeNull();
});

test("a very long text is folded at the end of a word", () => {
  const text = "word ".repeat(13_107);
  const begun = beginning(text) ?? "";
  expect(begun.length).toBeLessThanOrEqual(1200);
  expect(text.startsWith(begun)).toBe(true);
  expect(begun.endsWith("word")).toBe(true);
});

test("many short lines are folded as well", () => {
  expect(beginning("a\n".repeat(500))?.split("\n")).toHaveLength(24);
});

test("one word without an end is cut, but not within a character", () => {
  const begun = beginning(`x${"😀".repeat(40_000)}`) ?? "";
  expect(begun.isWellFormed()).toBe(true);
  expect(begun.length).toBeGreaterThan(1000);
});
