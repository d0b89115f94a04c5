import { describe, expect, it } from "vitest";
import { cards, caption, place, products, shown } from "../../src/simulator/chat/content";
import { en } from "../../src/simulator/i18n/en";
import type { Message } from "../../src/simulator/state";

function message(kind: string, payload: Record<string, unknown>): Message {
  return {
    id: 1,
    direction: "from_business",
    kind,
    body: "the line",
    payload,
    media: null,
    status: "read",
    error: 0,
    customer_reaction: "",
    business_reaction: "",
    edited: false,
    revoked: false,
    reply_to: null,
    at: "2026-09-14T12:00:00Z",
  };
}

describe("what can be tapped", () => {
  it("are the buttons by their place", () => {
    const action = { buttons: [{ type: "reply", reply: { id: "y", title: "Yes" } }] };
    const found = shown(message("interactive", { type: "button", body: { text: "Well?" }, action }), en);
    expect(found.body).toBe("Well?");
    expect(found.buttons).toEqual([{ label: "Yes", tap: { button: 0 }, href: "", hint: "" }]);
  });

  it("are the rows of all sections by their ids", () => {
    const action = {
      button: "Choose",
      sections: [
        { rows: [{ id: "a", title: "A" }] },
        { rows: [{ id: "b", title: "B", description: "more" }] },
      ],
    };
    const { buttons } = shown(message("interactive", { type: "list", body: { text: "?" }, action }), en);
    expect(buttons.map(({ tap, hint }) => [tap, hint])).toEqual([
      [{ row: "a" }, ""],
      [{ row: "b" }, "more"],
    ]);
  });

  it("is a request", () => {
    for (const type of ["location_request_message", "request_contact_info"])
      expect(shown(message("interactive", { type, body: { text: "?" } }), en).buttons[0]?.tap).toEqual({});
  });

  it("is a link that leads elsewhere", () => {
    const action = { parameters: { display_text: "Shop", url: "https://example.org" } };
    const { buttons } = shown(message("interactive", { type: "cta_url", action }), en);
    expect(buttons[0]).toMatchObject({ label: "Shop", tap: null, href: "https://example.org" });
  });

  it("is a template's quick reply, not its link", () => {
    const buttons = [
      { type: "url", text: "Track", url: "https://example.org/1" },
      { type: "quick_reply", text: "Stop" },
    ];
    const found = shown(
      message("template", { shown: { header: "H", body: "Hello Ann", footer: "F", buttons } }),
      en,
    );
    expect([found.header, found.body, found.footer]).toEqual(["H", "Hello Ann", "F"]);
    expect(found.buttons.map(({ tap }) => tap)).toEqual([null, { button: 1 }]);
  });

  it("is nothing on what nobody knows", () => {
    for (const payload of [{}, { type: "hologram" }, { type: "list", action: 5 }, { shown: [] }])
      expect(shown(message("interactive", payload), en).buttons).toEqual([]);
  });
});

describe("parts", () => {
  it("are read for people", () => {
    const card = { name: { formatted_name: "A B" }, phones: [{ phone: "+44" }], emails: [{ email: "a@b" }] };
    expect(cards(message("contacts", { contacts: [card, 7] }))).toEqual([
      { name: "A B", lines: ["+44", "a@b"] },
      { name: "", lines: [] },
    ]);
    expect(place(message("location", { latitude: 1.5, longitude: 2 }))).toEqual({
      name: "",
      address: "",
      point: "1.5, 2",
    });
    const item = { quantity: 2, product_retailer_id: "SKU", item_price: 3, currency: "GBP" };
    expect(products(message("order", { product_items: [item] }))).toEqual(["2 × SKU, 3 GBP"]);
    expect(caption(message("image", { caption: 5 }))).toBe("5");
    expect(caption(message("image", { caption: null }))).toBe("");
  });
});
