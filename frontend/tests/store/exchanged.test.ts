/** The list of exchanged files, as the feed changes it. */
import { describe, expect, test } from "vitest";
import type { ExchangedFile, Message } from "../../src/protocol";
import { withFilesOf, type FilePages } from "../../src/store/messages/exchanged";
import { attachment, message } from "../support/samples";

const at = (day: number): string => `2026-11-${String(day).padStart(2, "0")}T08:00:00Z`;

function file(id: number, day: number): ExchangedFile {
  return { ...attachment({ id }), message: id, direction: "inbound", timestamp: at(day) };
}

/** `next`: whether older ones are not loaded. */
function pages(all: ExchangedFile[][], next: string | null = null): FilePages {
  const made = all.map((results, index) => ({
    results,
    next: index < all.length - 1 ? "…" : next,
    previous: null,
    feed: {},
  }));
  return { pages: made, pageParams: all.map(() => null) };
}

const line = (id: number, day: number, change: Partial<Message> = {}): Message =>
  message({ id, timestamp: at(day), attachments: [attachment({ id })], ...change });
const ids = (known: FilePages): number[][] => known.pages.map(({ results }) => results.map(({ id }) => id));

describe("a message with a file", () => {
  const two = pages([[file(8, 20), file(7, 18)], [file(5, 12)]]);

  test.each([
    ["newer than all", line(9, 22), [[9, 8, 7], [5]]],
    ["between them", line(9, 19), [[8, 9, 7], [5]]],
    [
      "between two pages",
      line(9, 15),
      [
        [8, 7],
        [9, 5],
      ],
    ],
    [
      "older than all",
      line(9, 2),
      [
        [8, 7],
        [5, 9],
      ],
    ],
    ["known already", line(7, 18), [[8], [7, 5]]],
    ["deleted", line(7, 18, { revoked_at: at(21) }), [[8], [5]]],
    ["that never went out", line(9, 22, { status: "failed" }), [[8, 7], [5]]],
  ])("%s", (_, fresh, expected) => {
    expect(ids(withFilesOf(two, fresh))).toEqual(expected);
  });

  test("older than what is loaded comes with the next page", () => {
    const first = pages([[file(8, 20)]], "…");
    expect(ids(withFilesOf(first, line(3, 2)))).toEqual([[8]]);
  });

  test("is the first where there was none", () => {
    expect(ids(withFilesOf(pages([[]]), line(3, 2)))).toEqual([[3]]);
  });

  test("changes nothing of what was given", () => {
    const before = JSON.stringify(two);
    withFilesOf(two, line(9, 19));
    expect(JSON.stringify(two)).toBe(before);
  });
});
