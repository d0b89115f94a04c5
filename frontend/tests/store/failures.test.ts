import { describe, expect, test } from "vitest";
import { decodeMessage } from "../../src/protocol";
import { reasonLines, remedies } from "../../src/store/messages/failures";
import { message } from "../support/samples";

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
    ["text", "resend", false, ["resend"]],
    ["text", "none", false, ["resend"]],
    ["text", "do_not_write", false, ["anyway"]],
    ["text", "template", true, ["template", "hold"]],
    ["image", "template", true, ["template"]],
    // A template, again or another, is what the advice is against.
    ["text", "do_not_write", true, ["hold"]],
    ["image", "do_not_write", true, []],
    ["template", "do_not_write", true, ["anyway"]],
    ["template", "none", true, ["resend"]],
  ] as const)("%s, %s, window closed: %s", (kind, advice, isClosed, offered) => {
    expect(remedies({ kind, code: "131049", advice, isClosed })).toEqual(offered);
  });

  test.each([false, true])("nothing where a template went in its place, window closed: %s", (isClosed) => {
    expect(remedies({ kind: "text", code: "replaced", advice: "none", isClosed })).toEqual([]);
  });

  test("advice of a newer server is no advice", () => {
    const error = { code: "1", title: "No", detail: "", action: "", advice: "call_them" };
    expect(decodeMessage({ ...message(), error }, "message").error?.advice).toBe("none");
  });
});
