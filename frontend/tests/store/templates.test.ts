import { describe, expect, test } from "vitest";
import {
  asked,
  found,
  languages,
  missing,
  preview,
  variables,
  withTemplate,
} from "../../src/store/messages/templates";
import { template } from "../support/samples";

const blank = { label: "", kind: "text", example: "", required: true };
const order = template({
  components: [
    { type: "HEADER", format: "TEXT", text: "Hi {{1}}" },
    { type: "BODY", text: "Order {{1}} for {{name}} and {{ 1 }}" },
    { type: "FOOTER", text: "Maple" },
    { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "Yes" }, { type: "COPY_CODE" }] },
    { type: "CAROUSEL", cards: [] },
    "nonsense",
  ],
  blanks: [
    { ...blank, key: "header.1" },
    { ...blank, key: "body.1" },
    { ...blank, key: "body.name" },
    { ...blank, key: "button.0", kind: "payload", required: false },
  ],
});

describe("filling", () => {
  test("what the customer will read, with what is still open", () => {
    expect(preview(order, { "header.1": "Ann", "body.1": "MO-1", "body.name": " " })).toEqual({
      header: "Hi Ann",
      media: "",
      body: "Order MO-1 for {{name}} and MO-1",
      footer: "Maple",
      buttons: [
        { text: "Yes", url: "", target: "" },
        { text: "copy_code", url: "", target: "" },
      ],
    });
  });

  test("a variable that is asked for once is filled wherever it stands", () => {
    const card = template({
      components: [
        { type: "HEADER", format: "TEXT", text: "For {{1}}" },
        { type: "BODY", text: "Hi {{1}}, {{2}}" },
        { type: "FOOTER", text: "Order {{2}} for {{1}}" },
        {
          type: "BUTTONS",
          buttons: [
            { type: "URL", text: "{{1}}: {{3}}", url: "https://a.example/{{4}}" },
            { type: "URL", text: "{{3}} {{4}}" },
          ],
        },
      ],
      blanks: [
        { ...blank, key: "header.1" },
        { ...blank, key: "body.2" },
        { ...blank, key: "button.0.3" },
        { ...blank, key: "button.0" },
      ],
    });
    expect(preview(card, { "header.1": "Bob", "body.2": "9", "button.0.3": "See", "button.0": "x" })).toEqual(
      {
        header: "For Bob",
        media: "",
        body: "Hi Bob, 9",
        footer: "Order 9 for Bob",
        buttons: [
          { text: "Bob: See", url: "", target: "https://a.example/x" },
          { text: "See {{4}}", url: "", target: "" },
        ],
      },
    );
    expect(preview(card, {}).footer).toBe("Order {{2}} for {{1}}");
  });

  test("a blank of its own is never filled with another's value", () => {
    expect(preview(order, { "header.1": "Ann" }).body).toBe("Order {{1}} for {{name}} and {{ 1 }}");
  });

  test("a value is never read as a blank", () => {
    expect(preview(order, { "body.1": "{{name}}", "body.name": "X" }).body).toBe(
      "Order {{name}} for X and {{name}}",
    );
  });

  test("where a link leads and which code is copied", () => {
    const offer = template({
      components: [
        { type: "BODY", text: "Hi {{1}}" },
        {
          type: "BUTTONS",
          buttons: [
            { type: "URL", text: "Track", url: "https://shop.example/track/{{1}}?s=1" },
            { type: "COPY_CODE", example: ["SAVE10"] },
            { type: "PHONE_NUMBER", text: "Call", phone_number: "+4411700900" },
            { type: "QUICK_REPLY", text: "Stop" },
          ],
        },
      ],
      blanks: [
        { ...blank, key: "body.1" },
        { ...blank, key: "button.0", kind: "url_suffix" },
        { ...blank, key: "button.1", kind: "coupon" },
        { ...blank, key: "button.3", kind: "payload", required: false },
      ],
    });
    const targets = (values: Record<string, string>): string[] =>
      preview(offer, values).buttons.map(({ target }) => target);
    expect(
      targets({ "body.1": "Ann", "button.0": " A17 ", "button.1": "SAVE20", "button.3": "stop" }),
    ).toEqual(["https://shop.example/track/A17?s=1", "SAVE20", "+4411700900", ""]);
    expect(targets({ "body.1": "Ann" })).toEqual([
      "https://shop.example/track/{{1}}?s=1",
      "",
      "+4411700900",
      "",
    ]);
  });

  test("where a link of Twilio's leads, whose variables may stand in the text, too", () => {
    const withText = template({
      components: [
        { type: "BODY", text: "Parcel {{2}}" },
        {
          type: "BUTTONS",
          buttons: [
            { type: "URL", text: "Track", url: "https://x.example/{{3}}/{{2}}/{{4}}" },
            { type: "COPY_CODE", text: "Copy", code: "{{5}}" },
          ],
        },
      ],
      blanks: [
        { ...blank, key: "body.2" },
        { ...blank, key: "button.0", kind: "url_suffix" },
        { ...blank, key: "button.0.4", kind: "url_suffix" },
        { ...blank, key: "button.1", kind: "coupon" },
      ],
    });
    const values = { "body.2": "A17", "button.0": "{{4}}", "button.0.4": "end", "button.1": "SAVE20" };
    const targets = preview(withText, values).buttons.map(({ target }) => target);
    expect(targets).toEqual(["https://x.example/{{4}}/A17/end", "SAVE20"]);
  });

  test("a file in the header", () => {
    const media = template({
      components: [
        { type: "HEADER", format: "IMAGE" },
        { type: "BODY", text: "B" },
      ],
    });
    expect(preview(media, {})).toMatchObject({ header: "", media: "image", body: "B" });
  });

  test("what is missing, and what goes over the wire", () => {
    const values = { "header.1": " Ann ", "body.1": " ", "other.1": "x" };
    expect(missing(order, values).map(({ key }) => key)).toEqual(["body.1", "body.name"]);
    expect(variables(order, values)).toEqual({ "header.1": "Ann" });
    expect(asked(order).map(({ key }) => key)).toEqual(["header.1", "body.1", "body.name"]);
  });
});

describe("finding", () => {
  const all = [
    template({ id: 1, name: "order_update", components: [{ type: "BODY", text: "Your lamp is here" }] }),
    template({ id: 2, name: "autumn", language: "de" }),
    template({ id: 3, name: "a_paused", unsendable: "Paused by Meta" }),
  ];
  test.each([
    ["", [2, 1, 3]],
    ["order update", [1]],
    ["LAMP", [1]],
    ["utility", [2, 1, 3]],
    ["zebra", []],
  ])("“%s”", (text, ids) => {
    expect(found(all, text, "").map(({ id }) => id)).toEqual(ids);
  });

  test("by language", () => {
    expect(languages(all)).toEqual(["de", "en_US"]);
    expect(found(all, "", "de").map(({ id }) => id)).toEqual([2]);
  });

  test("the feed changes one, or brings a new one", () => {
    expect(withTemplate(all, template({ id: 2, name: "winter" })).map(({ name }) => name)).toEqual([
      "order_update",
      "winter",
      "a_paused",
    ]);
    expect(withTemplate(all, template({ id: 9 }))).toHaveLength(4);
  });

  test("what an event does not say stays as it was chosen", () => {
    const known = template({ id: 1, uses: 4, favourite: true });
    const [changed] = withTemplate([known], template({ id: 1, status: "PAUSED" }));
    expect(changed).toMatchObject({ status: "PAUSED", uses: 4, favourite: true });
  });
});
