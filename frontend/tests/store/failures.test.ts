import { describe, expect, test } from "vitest";
import { isAdvisedAgainst, reasonLines, remedies } from "../../src/store/messages/failures";

test("another try is not suggested where the advice is to let it be", () => {
  expect(["131049", "63049", "131050"].map(isAdvisedAgainst)).toEqual([true, true, true]);
  expect(["131026", "131047", "cancelled", "unknown", ""].map(isAdvisedAgainst)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

describe("why a message failed", () => {
  const title = "WhatsApp held this back";
  const detail = "In order to maintain a healthy ecosystem engagement.";
  test.each([
    [{ code: "131049", title, detail, action: "Wait." }, [`${title} (131049)`, detail, "Wait."]],
    [{ code: "", title, detail: "", action: "Wait." }, [title, "Wait."]],
    [{ code: "131049", title, detail, action: detail }, [`${title} (131049)`, detail]],
  ])("stands line by line", (failure, lines) => {
    expect(reasonLines(failure)).toEqual(lines);
  });
});

describe("what is offered for a message that failed", () => {
  test.each([
    ["text", "131026", false, ["resend"]],
    ["text", "131049", false, ["anyway"]],
    ["text", "131047", true, ["template", "hold"]],
    ["image", "131047", true, ["template"]],
    // A template, again or another, is what the advice is against.
    ["text", "131049", true, ["hold"]],
    ["image", "131049", true, []],
    ["template", "131049", true, ["anyway"]],
    ["template", "131026", true, ["resend"]],
  ] as const)("%s, %s, window closed: %s", (kind, code, isClosed, offered) => {
    expect(remedies({ kind, code, isClosed })).toEqual(offered);
  });
});
