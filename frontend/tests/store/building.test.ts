import { describe, expect, test } from "vitest";
import {
  interactivePayload,
  EMPTY_DRAFT,
  problemOf,
  type InteractiveDraft,
} from "../../src/store/drafts/interactiveDraft";
import { cardBody, coordinates, placeBody } from "../../src/store/drafts/structuredDrafts";

const draft = (change: Partial<InteractiveDraft>): InteractiveDraft => ({
  ...EMPTY_DRAFT,
  body: "B",
  ...change,
});
const row = (title: string, description = "") => ({ title, description });
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(`R${index}`));

describe("what is wrong with it", () => {
  test.each<[string, Partial<InteractiveDraft>, string | null]>([
    ["no text", { body: " " }, "body"],
    ["no buttons", {}, "buttons"],
    ["fine", { buttons: ["Yes", "", "No"] }, null],
    ["twenty characters fit", { buttons: ["x".repeat(20)] }, null],
    ["characters, not bytes", { buttons: ["😀".repeat(20)] }, null],
    ["one too many", { buttons: ["x".repeat(21)] }, "buttonLong"],
    ["twice the same", { buttons: ["Yes", " Yes"] }, "buttonTwice"],
    ["heading", { header: "x".repeat(61), buttons: ["Y"] }, "headerLong"],
    ["text", { body: "x".repeat(1025), buttons: ["Y"] }, "bodyLong"],
    ["a list without its button", { type: "list" }, "opens"],
    ["a list without rows", { type: "list", opens: "Open" }, "rows"],
    ["ten rows fit", { type: "list", opens: "Open", sections: [{ title: "", rows: rows(10) }] }, null],
    [
      "eleven do not",
      {
        type: "list",
        opens: "Open",
        sections: [
          { title: "A", rows: rows(6) },
          { title: "B", rows: rows(5) },
        ],
      },
      "rowsMany",
    ],
    [
      "two sections need headings",
      {
        type: "list",
        opens: "O",
        sections: [
          { title: "", rows: [row("a")] },
          { title: "B", rows: [row("b")] },
        ],
      },
      "sectionTitles",
    ],
    [
      "an empty section does not count",
      {
        type: "list",
        opens: "O",
        sections: [
          { title: "", rows: [row("a")] },
          { title: "", rows: [row("")] },
        ],
      },
      null,
    ],
    [
      "a long description",
      { type: "list", opens: "O", sections: [{ title: "", rows: [row("a", "x".repeat(73))] }] },
      "rowLong",
    ],
    ["a link", { type: "cta_url", linkText: "Pay", url: "https://x.example/a?b" }, null],
    ["no web address", { type: "cta_url", linkText: "Pay", url: "javascript:alert(1)" }, "url"],
    ["a question has no heading", { type: "location_request_message", header: "x".repeat(99) }, null],
  ])("%s", (_, change, expected) => {
    expect(problemOf(draft(change))).toBe(expected);
  });
});

describe("Meta's object", () => {
  test("buttons, with what is empty left out", () => {
    expect(interactivePayload(draft({ footer: " F ", buttons: [" Yes ", "", "No"] }))).toEqual({
      type: "button",
      body: { text: "B" },
      footer: { text: "F" },
      action: {
        buttons: [
          { type: "reply", reply: { id: "choice-1", title: "Yes" } },
          { type: "reply", reply: { id: "choice-2", title: "No" } },
        ],
      },
    });
  });

  test("a list: every row has a name of its own", () => {
    const sections = [
      { title: "A", rows: [row("a", "d"), row(" ")] },
      { title: "B", rows: [row("b")] },
    ];
    expect(interactivePayload(draft({ type: "list", opens: "O", sections }))["action"]).toEqual({
      button: "O",
      sections: [
        { title: "A", rows: [{ id: "row-1", title: "a", description: "d" }] },
        { title: "B", rows: [{ id: "row-2", title: "b" }] },
      ],
    });
  });

  test.each(["location_request_message", "request_contact_info"] as const)("%s", (type) => {
    const name = type === "request_contact_info" ? type : "send_location";
    expect(interactivePayload(draft({ type, header: "H" }))).toEqual({
      type,
      body: { text: "B" },
      action: { name },
    });
  });
});

describe("places and cards", () => {
  test.each([
    ["52.5163, 13.3777", "52.5163", "13.3777"],
    ["-1 2", "-1", "2"],
    ["52,5163", null, null],
    ["here", null, null],
  ])("pasted %s", (text, latitude, longitude) => {
    expect(coordinates(text)).toEqual(latitude === null ? null : { latitude, longitude });
  });

  test.each([
    ["91", "0"],
    ["", "0"],
    ["1", "181"],
    ["1e1", "1"],
    ["x", "1"],
  ])("no place: %s / %s", (latitude, longitude) => {
    expect(placeBody({ latitude, longitude, name: "", address: "" })).toBeNull();
  });

  test("a place, with a comma for the point", () => {
    expect(placeBody({ latitude: "52,5", longitude: "-13", name: " Gate ", address: "" })).toEqual({
      kind: "location",
      content: "Gate",
      payload: { location: { latitude: 52.5, longitude: -13, name: "Gate" } },
    });
  });

  test("a card needs a name and a number", () => {
    expect(cardBody({ name: "Ann Lee", phone: "12", email: "", company: "" })).toBeNull();
    expect(cardBody({ name: "Ann Lee", phone: "+44 7700", email: "", company: "Lee" })?.payload).toEqual({
      contacts: [
        {
          name: { formatted_name: "Ann Lee", first_name: "Ann" },
          phones: [{ phone: "+44 7700", type: "CELL" }],
          org: { company: "Lee" },
        },
      ],
    });
  });
});
