import { describe, expect, test } from "vitest";
import { canQuote, canReact } from "../../src/store/messages/capabilities";
import { message } from "../support/samples";

describe("what can be done with a message", () => {
  const known = { external_id: "wamid.1" };
  test.each([
    ["theirs", known, true],
    ["ours that the provider does not know yet", { external_id: null }, false],
    ["a note", { ...known, direction: "note" }, false],
    ["one taken back", { ...known, revoked_at: "2026-11-21T08:00:00Z" }, false],
    ["a system line", { ...known, kind: "system" }, false],
    ["one that did not arrive", { ...known, direction: "outbound", status: "failed" }, false],
    ["what a program brought", { ...known, origin: "program" }, false],
  ] as const)("%s", (_, change, expected) => {
    expect(canQuote({ quotes: true }, message(change))).toBe(expected);
    expect(canReact({ reactions: true }, message(change))).toBe(expected);
  });

  test("not where the provider cannot", () => {
    expect(canQuote({ quotes: false }, message(known))).toBe(false);
    expect(canReact({ reactions: false }, message(known))).toBe(false);
  });
});
