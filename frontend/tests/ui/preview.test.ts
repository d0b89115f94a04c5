/** The beginning of a message. */
import { expect, test } from "vitest";
import { previewOf } from "../../src/ui/text/preview";

test("what is short stays as it is", () => {
  expect(previewOf("Hello")).toBe("Hello");
  expect(previewOf("a".repeat(161))).toBe("a".repeat(160));
});

test("is counted as the server counts, and no emoji is cut in two", () => {
  expect(previewOf(`${"a".repeat(159)}🙂🙂`)).toBe(`${"a".repeat(159)}🙂`);
  expect(previewOf("🙂".repeat(400))).toBe("🙂".repeat(160));
});
