/** What is filled into a canned response, what is asked for, and what becomes a blank again. */
import { describe, expect, test } from "vitest";
import { choicesOf, draftOf, withBody } from "../../../src/store/canned/choices";
import { seedOf } from "../../../src/store/canned/seed";
import {
  blankFrom,
  blanksIn,
  filled,
  knownOf,
  marked,
  withVariables,
} from "../../../src/store/canned/variables";
import { EMPTY_DRAFT } from "../../../src/store/drafts/interactiveDraft";
import { message } from "../../support/samples";

const KNOWN = knownOf({ contact: "Zoe Carter", agent: "Sam Taylor", inbox: "Maple & Oak" });

describe("a text", () => {
  test("gets what is known, and keeps the rest to be asked for", () => {
    const text = "Hi {{contact.first_name}}, {{ order number }}? {{agent.name}}, {{inbox.name}}";
    expect(filled(text, KNOWN)).toBe("Hi Zoe, {{ order number }}? Sam Taylor, Maple & Oak");
    expect(blanksIn(filled(text, KNOWN))).toEqual(["order number"]);
  });

  test("asks for the name of a customer who has none, or whose number stands for it", () => {
    const nobody = knownOf({ contact: "", agent: "Sam", inbox: "Shop" });
    expect(blanksIn(filled("{{contact.first_name}} {{contact.name}}", nobody))).toHaveLength(2);
    expect(knownOf({ contact: "+44 7700", agent: "", inbox: "" })["contact.first_name"]).toBe("");
  });

  test.each(["$& and $1", "  ", "{{", "{{}}", "{{a\nb}}"])("holds %o as it is", (odd) => {
    expect(blanksIn(odd)).toEqual([]);
    expect(filled(`{{x}} ${odd}`, { x: "$&" })).toBe(`$& ${odd}`);
  });

  test("names each blank once, and fills each place", () => {
    expect(blanksIn("{{day}} {{ day }} {{time}}")).toEqual(["day", "time"]);
    expect(filled("{{day}} {{ day }}", { day: "Friday" })).toBe("Friday Friday");
  });

  test("leads from blank to blank and back", () => {
    const text = "a {{b}} c {{d}}";
    expect(blankFrom(text, 0)).toEqual({ start: 2, end: 7 });
    expect(blankFrom(text, 7)).toEqual({ start: 10, end: 15 });
    expect(blankFrom(text, 15)).toBeNull();
    expect(blankFrom(text, 10, true)).toEqual({ start: 2, end: 7 });
    expect(blankFrom(text, 2, true)).toBeNull();
  });

  test("is the same in its parts", () => {
    const text = "{{a}}b {{c}}";
    expect(marked(text).map((part) => part.text)).toEqual(["{{a}}", "b ", "{{c}}"]);
  });
});

describe("what was written to somebody", () => {
  test("has blanks where names stood as words of their own", () => {
    const text = "Hello Zoe, Zoe Carter! Zoetrope. Sam at Maple & Oak";
    expect(withVariables(text, KNOWN)).toBe(
      "Hello {{contact.first_name}}, {{contact.name}}! Zoetrope. {{agent.first_name}} at {{inbox.name}}",
    );
  });

  test("goes out again to its customer as it was", () => {
    const text = "Zoe (Zoe Carter): Sam Taylor of Maple & Oak";
    expect(filled(withVariables(text, KNOWN), KNOWN)).toBe(text);
  });

  test("is saved with its choices or files, unless it was another's or taken back", () => {
    const buttons = { type: "button", action: { buttons: [] } };
    const sent = message({ direction: "outbound", kind: "interactive", content: "line" });
    const asked = { ...sent, payload: { interactive: withBody(buttons, "Fine?") } };
    expect(seedOf(asked, KNOWN)).toMatchObject({ content: "Fine?", interactive: buttons });
    expect(seedOf({ ...sent, kind: "text" }, KNOWN)).toMatchObject({ content: "line", files: [] });
    expect(seedOf({ ...sent, kind: "location" }, KNOWN)).toBeNull();
    expect(seedOf({ ...sent, kind: "text", direction: "inbound" }, KNOWN)).toBeNull();
    expect(seedOf({ ...sent, kind: "text", revoked_at: sent.timestamp }, KNOWN)).toBeNull();
  });
});

describe("choices", () => {
  test.each([
    { ...EMPTY_DRAFT, body: "B", header: "H", footer: "F", buttons: ["Yes", "No"] },
    {
      ...EMPTY_DRAFT,
      type: "list" as const,
      body: "B",
      opens: "Choose",
      sections: [{ title: "S", rows: [{ title: "R", description: "D" }] }],
    },
    { ...EMPTY_DRAFT, type: "cta_url" as const, body: "B", linkText: "Shop", url: "https://a.example" },
  ])("are the same in the form and as they are stored", (draft) => {
    const stored = choicesOf(draft);
    expect(stored).not.toHaveProperty("body");
    expect(draftOf(stored, "B")).toEqual(draft);
  });

  test("of another kind have no form", () => {
    expect(draftOf({ type: "flow" }, "B")).toBeNull();
  });
});
