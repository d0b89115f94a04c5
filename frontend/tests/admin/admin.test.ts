import { expect, test } from "vitest";
import { isWanted, plan } from "../../src/admin/plan";

test("an idle table becomes the fresh page", () => {
  expect(plan(["3", "2", "1"], ["5", "4", "3"], false)).toEqual({ order: ["5", "4", "3"], waiting: 0 });
});

test("under the pointer nothing moves, and new rows are counted", () => {
  expect(plan(["3", "2", "1"], ["5", "4", "1"], true)).toEqual({ order: ["3", "2", "1"], waiting: 2 });
  expect(plan(["3", "2"], ["2", "3"], true)).toEqual({ order: ["3", "2"], waiting: 0 });
});

test("a ticked row stays, also when it has left the page", () => {
  const ticked = new Set(["1", "2"]);
  expect(plan(["3", "2", "1"], ["4", "3", "2"], false, ticked)).toEqual({
    order: ["4", "3", "2", "1"],
    waiting: 0,
  });
});

test("kinds: whole, by noun, or all", () => {
  const kinds = ["message", "conversation.created"];
  expect(
    ["message.created", "message.updated", "conversation.created"].every((kind) => isWanted(kinds, kind)),
  ).toBe(true);
  expect(
    ["conversation.updated", "messages.created", "contact.updated"].some((kind) => isWanted(kinds, kind)),
  ).toBe(false);
  expect(isWanted(["*"], "anything.new")).toBe(true);
  expect(isWanted([], "message.created")).toBe(false);
});
