/** Which canned responses are offered for what follows a slash. */
import { describe, expect, test } from "vitest";
import { decodeCannedResponse, type CannedResponse } from "../../../src/protocol/canned";
import { ranked, typedSlash } from "../../../src/store/canned/ranking";

let last = 0;

function canned(shortcode: string, fields: Partial<CannedResponse> = {}): CannedResponse {
  last += 1;
  const row = { id: last, shortcode, content: "…", scope: "shared", owner: null, team: null };
  return { ...decodeCannedResponse(row, "canned"), ...fields };
}

describe("a slash", () => {
  test.each([
    ["/", 1, { start: 0, end: 1, query: "" }],
    ["/he", 3, { start: 0, end: 3, query: "he" }],
    ["Dear Ann\n/he", 12, { start: 9, end: 12, query: "he" }],
    ["a /hello world", 5, { start: 2, end: 5, query: "he" }],
    ["and/or", 6, null],
    ["https://a", 9, null],
    ["5 / 6", 4, null],
    ["/a/b", 4, null],
    ["", 0, null],
  ])("in %o at %i", (text, caret, expected) => {
    expect(typedSlash(text, caret)).toEqual(expected);
  });
});

describe("offered first is", () => {
  const codes = (rows: readonly CannedResponse[], query: string): string[] =>
    ranked(rows, query).map(({ shortcode }) => shortcode);

  test("what the inbox uses most", () => {
    const rows = [canned("a", { uses: 1 }), canned("b", { uses: 5 }), canned("c", { uses: null })];
    expect(codes(rows, "")).toEqual(["b", "a", "c"]);
  });

  test("the shortcode itself, then its beginning, then title, then text, each by use", () => {
    const rows = [
      canned("x", { content: "say bye now", uses: 99 }),
      canned("y", { title: "Good bye", uses: 50 }),
      canned("bye-long", { uses: 9 }),
      canned("bye"),
      canned("other"),
    ];
    expect(codes(rows, "BYE")).toEqual(["bye", "bye-long", "y", "x"]);
  });

  test("of one shortcode the nearest", () => {
    const rows = [
      canned("bye", { scope: "shared" }),
      canned("bye", { scope: "personal" }),
      canned("bye", { scope: "team" }),
    ];
    expect(ranked(rows, "bye").map(({ scope }) => scope)).toEqual(["personal", "team", "shared"]);
  });

  test("found without case and accents", () => {
    expect(codes([canned("a", { title: "Öffnungszeiten" })], "offn")).toEqual(["a"]);
  });
});
