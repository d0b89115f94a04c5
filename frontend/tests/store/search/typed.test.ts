/** What is typed into the search of everything: words, and filters among them. */
import { describe, expect, test } from "vitest";
import { readSearch, withFilter, withoutChip } from "../../../src/store/search/typed";

const names = {
  inboxes: [
    { id: 7, name: "Shop" },
    { id: 8, name: "Shop Spain" },
    { id: 9, name: "Returns" },
  ],
  agents: [
    { id: 2, name: "Mia Lindt", username: "mia" },
    { id: 3, name: "Max", username: "max" },
  ],
};
const read = (text: string) => readSearch(text, names);
const day = (text: string): string => new Date(`${text}T00:00:00`).toISOString();

describe("filters", () => {
  test.each([
    ["from:me", { author: "me" }],
    ["from:customer", { direction: "inbound" }],
    ["from:us", { direction: "outbound" }],
    ["from:notes", { direction: "note" }],
    ['from:"mia lindt"', { author: "2" }],
    ["FROM:mia", { author: "2" }],
    ['label:"very late"', { label: "very late" }],
    ["inbox:shop", { inbox: "7" }],
    ["inbox:ret", { inbox: "9" }],
    ["after:2026-11-21", { after: day("2026-11-21") }],
    ["before:2026-1-2", { before: day("2026-01-02") }],
    ["has:file", { has: "file" }],
  ])("%s", (text, filters) => {
    expect(read(`lamp ${text} oak`)).toMatchObject({
      words: "lamp oak",
      filters,
      chips: [{ isUnknown: false }],
    });
  });

  test.each([
    "from:m",
    "from:nobody",
    "inbox:sho",
    "inbox:x",
    "after:yesterday",
    "before:2026-02-30",
    "has:love",
  ])("%s is told and asks for nothing", (text) => {
    expect(read(`lamp ${text}`)).toMatchObject({ words: "lamp", filters: {}, chips: [{ isUnknown: true }] });
  });

  test("that are being typed are no words, and others are", () => {
    expect(read("lamp from:")).toEqual({ words: "lamp", chips: [], filters: {}, isWaiting: false });
    expect(read("http://a.example to:day")).toMatchObject({ words: "http://a.example to:day", chips: [] });
    expect(read('"oak lamp" +49 151')).toMatchObject({ words: '"oak lamp" +49 151' });
  });

  test("with the name of somebody wait for the names, and others do not", () => {
    const early = (text: string) => readSearch(text, { ...names, agents: null });
    const waits = { isWaiting: true, filters: {}, chips: [{ text: "from:mia", isUnknown: false }] };
    expect(early("lamp from:mia")).toMatchObject(waits);
    for (const text of ["lamp", "lamp from:me", "lamp inbox:x"])
      expect(early(text)).toMatchObject({ isWaiting: false });
    expect(read("lamp from:nobody")).toMatchObject({ isWaiting: false });
  });

  test("are put in and taken out", () => {
    const text = withFilter("lamp ", "has:file");
    expect(text).toBe("lamp has:file");
    const [chip] = read(`${text} oak`).chips;
    expect(chip && withoutChip(`${text} oak`, chip)).toBe("lamp oak");
  });
});
