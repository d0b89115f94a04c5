import { describe, expect, test } from "vitest";
import { interactiveOf, replyOf } from "../../src/store/messages/interactive";
import * as read from "../../src/store/messages/payload";

const NONSENSE = [
  undefined,
  null,
  1,
  "x",
  [],
  {},
  { latitude: "north", longitude: {} },
  [null, 1, "x"],
  { type: 3 },
  { product_items: 1 },
];

describe("whatever stands in a payload, nothing breaks", () => {
  test.each(NONSENSE.map((value, index) => [index, value]))("nonsense %i", (_, value) => {
    const keys = [
      "location",
      "contacts",
      "interactive",
      "order",
      "shown",
      "context",
      "referral",
      "errors",
      "unsupported",
    ];
    const payload = Object.fromEntries(keys.map((key) => [key, value]));
    for (const reader of [...Object.values(read), interactiveOf, replyOf]) {
      if (reader !== read.mapUrl && reader !== read.safeUrl)
        expect(() => (reader as typeof read.placeOf)({ payload })).not.toThrow();
    }
  });
});

describe("places and people", () => {
  test("a place, also with numbers as text", () => {
    const place = read.placeOf({ payload: { location: { latitude: "12.5", longitude: -3, name: "Mill" } } });
    expect(place).toEqual({ latitude: 12.5, longitude: -3, name: "Mill", address: "" });
    expect(place && read.mapUrl(place)).toMatch(/^https:\/\/www\.openstreetmap\.org\/\?mlat=12\.5&mlon=-3#/);
  });

  test("a place that is nowhere is none", () => {
    expect(read.placeOf({ payload: { location: { latitude: 91, longitude: 0 } } })).toBeNull();
  });

  test("cards, with what there is of a name and a number", () => {
    const contacts = [
      {
        name: { formatted_name: "Ann Lee" },
        phones: [{ phone: "+44 1" }, { wa_id: "442" }, {}],
        emails: [{ email: "a@b.example" }],
      },
      { name: { first_name: "Bo", last_name: "Chan" } },
      {},
    ];
    expect(read.cardsOf({ payload: { contacts } })).toEqual([
      { name: "Ann Lee", company: "", phones: ["+44 1", "+442"], emails: ["a@b.example"] },
      { name: "Bo Chan", company: "", phones: [], emails: [] },
      { name: "", company: "", phones: [], emails: [] },
    ]);
  });
});

test("an order is added up per currency", () => {
  const product_items = [
    { product_retailer_id: "A", quantity: 2, item_price: 30, currency: "ILS" },
    { product_retailer_id: "B", quantity: "1", item_price: 5, currency: "EUR" },
    { product_retailer_id: "C", item_price: 1.5, currency: "ILS" },
  ];
  const order = read.orderOf({ payload: { order: { text: "gift", product_items } } });
  expect(order?.totals).toEqual([
    { currency: "ILS", amount: 61.5 },
    { currency: "EUR", amount: 5 },
  ]);
  expect(order?.lines[2]).toEqual({ product: "C", quantity: 1, price: 1.5, currency: "ILS" });
});

describe("around a message", () => {
  test.each([
    [{ forwarded: true }, "once"],
    [{ frequently_forwarded: true }, "often"],
    [{ forwarded: true, frequently_forwarded: true }, "often"],
    [{ id: "wamid.1" }, null],
  ])("forwarded: %j", (context, expected) => {
    expect(read.forwardedOf({ payload: { context } })).toBe(expected);
  });

  test("the ad that brought them; only web addresses are opened", () => {
    const referral = { headline: "Lamps", body: "Buy", source_type: "ad", source_url: "javascript:alert(1)" };
    expect(read.referralOf({ payload: { referral } })).toEqual({
      headline: "Lamps",
      body: "Buy",
      url: "",
      isPost: false,
    });
    expect(
      read.referralOf({ payload: { referral: { ...referral, source_url: "https://fb.me/x" } } })?.url,
    ).toBe("https://fb.me/x");
    expect(read.referralOf({ payload: {} })).toBeNull();
  });

  test.each([
    [
      { referred_product: { catalog_id: "7001", product_retailer_id: "SKU-7" } },
      { id: "SKU-7", catalog: "7001" },
    ],
    [
      { id: "wamid.1", referred_product: { product_retailer_id: "SKU-7" } },
      { id: "SKU-7", catalog: "" },
    ],
    [{ referred_product: { catalog_id: "7001" } }, { id: "", catalog: "7001" }],
    [{ referred_product: {} }, null],
    [{ referred_product: "SKU-7" }, null],
    [{ forwarded: true }, null],
  ])("the product they ask about: %j", (context, expected) => {
    expect(read.productOf({ payload: { context } })).toEqual(expected);
  });

  test("why it is unsupported, in the old form, too", () => {
    const errors = [{ title: "Message type unknown", error_data: { details: "Not supported." } }];
    expect(read.unsupportedReason({ payload: { errors } })).toBe("Not supported.");
    // The message says that it is a poll; the provider's name for it tells nobody more.
    expect(read.unsupportedReason({ payload: { unsupported: { type: "poll_creation" }, errors } })).toBe("");
    expect(read.unsupportedReason({ payload: { errors: [{ title: "T", details: "Flat." }] } })).toBe("Flat.");
    expect(read.unsupportedReason({ payload: {} })).toBe("");
  });
});

test("a template's buttons are texts or more than texts; addresses are checked", () => {
  const buttons = [
    "Yes",
    { type: "URL", text: "Subscription", url: "https://x.example" },
    { title: "No" },
    { type: "COPY" },
    7,
    { type: "URL", text: "Trap", url: "javascript:alert(1)" },
    { type: "COPY_CODE", text: "Copy code", code: "SAVE20" },
    { type: "PHONE_NUMBER", text: "Call", phone: "+4411700900" },
  ];
  expect(read.templateOf({ payload: { shown: { header: { text: "Hi" }, body: "B", buttons } } })).toEqual({
    header: "Hi",
    body: "B",
    footer: "",
    buttons: [
      { text: "Yes", url: "", target: "" },
      { text: "Subscription", url: "https://x.example", target: "https://x.example" },
      { text: "No", url: "", target: "" },
      { text: "Trap", url: "", target: "javascript:alert(1)" },
      { text: "Copy code", url: "", target: "SAVE20" },
      { text: "Call", url: "", target: "+4411700900" },
    ],
  });
});

describe("interactive messages", () => {
  test("what we sent", () => {
    const list = {
      type: "list",
      header: { type: "text", text: "H" },
      body: { text: "B" },
      footer: { text: "F" },
      action: {
        button: "Open",
        sections: [{ title: "S", rows: [{ id: "1", title: "R", description: "D" }] }],
      },
    };
    expect(interactiveOf({ payload: { interactive: list } })).toMatchObject({
      type: "list",
      header: "H",
      body: "B",
      footer: "F",
      opens: "Open",
      sections: [{ title: "S", rows: [{ title: "R", description: "D" }] }],
    });
    const link = {
      type: "cta_url",
      body: { text: "B" },
      action: { name: "cta_url", parameters: { display_text: "Pay", url: "data:x" } },
    };
    expect(interactiveOf({ payload: { interactive: link } })?.link).toBeNull();
  });

  test("what they answered is no message of ours", () => {
    const interactive = { type: "list_reply", list_reply: { id: "1", title: "R", description: "D" } };
    expect(replyOf({ payload: { interactive } })).toEqual({ title: "R", description: "D", fields: [] });
    expect(interactiveOf({ payload: { interactive } })).toBeNull();
    expect(replyOf({ payload: { interactive: { type: "button", body: { text: "B" } } } })).toBeNull();
  });

  test.each([
    [
      '{"flow_token":"t","name":"Ann","n":2}',
      [
        ["name", "Ann"],
        ["n", "2"],
      ],
    ],
    ["[1]", []],
    ["no json", []],
    ["null", []],
  ])("a filled form: %s", (response_json, fields) => {
    const interactive = { type: "nfm_reply", nfm_reply: { name: "flow", body: "Sent", response_json } };
    expect(replyOf({ payload: { interactive } })).toEqual({ title: "Sent", description: "", fields });
  });
});
