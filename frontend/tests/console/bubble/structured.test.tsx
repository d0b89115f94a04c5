/** What a bubble says about places, people, orders, choices, templates, and what it cannot show. */
// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { Bubble } from "../../../src/console/bubble/Bubble";
import type { Message } from "../../../src/protocol";
import { openConsole } from "../../support/console";
import { attachment, message, mia } from "../../support/samples";

async function shown(change: Partial<Message>, joined = false) {
  const console = await openConsole();
  const one = message(change);
  const { container } = await console.show(<Bubble message={one} joined={joined} marked={false} />);
  return { ...console, container };
}

const ours = { direction: "outbound", status: "sent" } as const;
const links = (): (string | null)[] => screen.getAllByRole("link").map((link) => link.getAttribute("href"));

describe("a place", () => {
  const location = { latitude: 52.5163, longitude: "13.3777", name: "Gate", address: "Pariser Platz" };

  test("has its name, its address and the way to a map", async () => {
    await shown({ kind: "location", payload: { location } });
    for (const text of ["Gate", "Pariser Platz", "52.51630, 13.37770"])
      expect(screen.getByText(text)).toBeTruthy();
    const map = screen.getByRole("link", { name: "Open the map" });
    expect(map.getAttribute("href")).toContain("mlat=52.5163&mlon=13.3777");
    expect(map.getAttribute("rel")).toContain("noopener");
  });

  test("that is none stays a readable line", async () => {
    const wrong = { ...location, latitude: 200 };
    await shown({ kind: "location", payload: { location: wrong }, content: "Location: somewhere" });
    expect(screen.getByText("Location: somewhere")).toBeTruthy();
    expect(screen.queryByRole("link")).toBeNull();
  });
});

describe("people", () => {
  const contacts = [
    {
      name: { first_name: "Ben", last_name: "Stone" },
      org: { company: "Stone & Co" },
      phones: [{ wa_id: "491512" }],
      emails: [{ email: "ben@example.org" }],
    },
  ];

  test("are named, with each number and address", async () => {
    await shown({ kind: "contacts", payload: { contacts } });
    for (const text of ["Ben Stone", "Stone & Co", "+491512", "ben@example.org"])
      expect(screen.getByText(text)).toBeTruthy();
  });

  test("their numbers are copied, and the button says so until it is left", async () => {
    const { user } = await shown({ kind: "contacts", payload: { contacts } });
    const written = vi.spyOn(navigator.clipboard, "writeText");
    const copy = screen.getByRole("button", { name: "Copy +491512" });
    await user.click(copy);
    await waitFor(() => expect(copy.textContent).toBe("Copied"));
    expect(written).toHaveBeenCalledExactlyOnceWith("+491512");
    await user.tab();
    expect(copy.textContent).toBe("Copy");
  });

  test("nobody is a readable line", async () => {
    await shown({ kind: "contacts", payload: { contacts: "nonsense" }, content: "Contact: ?" });
    expect(screen.getByText("Contact: ?")).toBeTruthy();
    expect(screen.getByText("Open it on the phone to see it.")).toBeTruthy();
  });
});

test("an order is its lines and one sum for each currency", async () => {
  const item = (id: string, quantity: number, item_price: number, currency: string) => ({
    product_retailer_id: id,
    quantity,
    item_price,
    currency,
  });
  const product_items = [item("tea", 2, 3.5, "EUR"), item("cup", 1, 8, "EUR"), item("pot", 1, 20, "GBP")];
  const { container } = await shown({
    kind: "order",
    payload: { order: { text: "By Friday?", product_items } },
  });
  expect(screen.getByText("Order · 3 items")).toBeTruthy();
  expect(screen.getByText("2 × tea")).toBeTruthy();
  const totals = [...container.querySelectorAll(".order-total")].map(({ textContent }) => textContent);
  expect(totals).toEqual([expect.stringContaining("15"), expect.stringContaining("20")]);
  expect(screen.getByText("By Friday?")).toBeTruthy();
});

describe("choices", () => {
  const interactive = (more: object) => ({ interactive: { body: { text: "Which?" }, ...more } });

  test("buttons are shown, and are not to be pressed by the agent", async () => {
    const buttons = [{ reply: { title: "Red" } }, { reply: { title: "Blue" } }];
    await shown({
      ...ours,
      kind: "interactive",
      payload: interactive({ type: "button", action: { buttons } }),
    });
    expect(screen.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual(["Red", "Blue"]);
    expect(screen.queryByRole("button", { name: "Red" })).toBeNull();
  });

  test("a list keeps its rows behind the button that opens it", async () => {
    const rows = [{ title: "Small", description: "one cup" }, { title: "Large" }];
    const action = { button: "See sizes", sections: [{ title: "Sizes", rows }] };
    await shown({ ...ours, kind: "interactive", payload: interactive({ type: "list", action }) });
    const list = within(screen.getByText("See sizes").closest("details") as HTMLElement);
    expect(list.getByText("one cup")).toBeTruthy();
    expect(list.getByText("Large")).toBeTruthy();
  });

  test.each([
    ["https://example.org/pay", ["https://example.org/pay"]],
    // Nothing that a browser would run.
    ["javascript:alert(1)", []],
  ])("a link is followed only to a page: %s", async (url, expected) => {
    const action = { parameters: { display_text: "Pay", url } };
    await shown({ ...ours, kind: "interactive", payload: interactive({ type: "cta_url", action }) });
    expect(screen.queryAllByRole("link").map((link) => link.getAttribute("href"))).toEqual(expected);
  });

  test.each([
    ["location_request_message", "Asks for the location"],
    ["request_contact_info", "Asks for the contact details"],
  ])("a question says what it asks for: %s", async (type, words) => {
    await shown({ ...ours, kind: "interactive", payload: interactive({ type }) });
    expect(screen.getByText(words)).toBeTruthy();
  });

  test("what the customer chose is told with its description", async () => {
    const list_reply = { title: "Small", description: "one cup" };
    await shown({ kind: "interactive", payload: { interactive: { type: "list_reply", list_reply } } });
    expect(screen.getByText("Small")).toBeTruthy();
    expect(screen.getByText("one cup")).toBeTruthy();
  });

  test("a form is told field by field, without the provider's token", async () => {
    const response_json = JSON.stringify({ flow_token: "secret", first_name: "Ana", guests: 2 });
    const nfm_reply = { body: "Sent", response_json };
    const { container } = await shown({
      kind: "interactive",
      payload: { interactive: { type: "nfm_reply", nfm_reply } },
    });
    expect(container.querySelector("dl")?.textContent).toBe("first nameAnaguests2");
  });
});

test("a template is shown as the customer reads it, its link a link", async () => {
  const buttons = [{ text: "Track", url: "https://example.org/t/1" }, { text: "Stop" }];
  const sent = { header: "Order 7", body: "It is *ready*.", footer: "Corner Shop", buttons };
  await shown({ ...ours, kind: "template", payload: { shown: sent } });
  for (const text of ["Template", "Order 7", "Corner Shop", "Stop"])
    expect(screen.getByText(text)).toBeTruthy();
  expect(screen.getByText("ready").tagName).toBe("STRONG");
  expect(links()).toEqual(["https://example.org/t/1"]);
});

describe("where it comes from", () => {
  test("an ad tells what it said and where it is", async () => {
    const referral = {
      source_url: "https://fb.me/1",
      source_type: "ad",
      headline: "Tea!",
      body: "Half price",
    };
    await shown({ payload: { referral } });
    for (const text of ["Came from an ad", "Tea!", "Half price"]) expect(screen.getByText(text)).toBeTruthy();
    expect(links()).toEqual(["https://fb.me/1"]);
  });

  test.each([
    [{ forwarded: true }, "Forwarded"],
    [{ forwarded: true, frequently_forwarded: true }, "Forwarded many times"],
  ])("a forwarded one says how often", async (context, words) => {
    await shown({ payload: { context } });
    expect(screen.getByText(words)).toBeTruthy();
  });

  test("one written on the business's own phone says so", async () => {
    await shown({ ...ours, origin: "phone" });
    expect(screen.getByText("sent from the phone")).toBeTruthy();
  });

  test("an imported, edited one says both beside its time", async () => {
    await shown({ origin: "history", edited_at: "2026-11-21T08:05:00Z" });
    expect(screen.getByRole("button", { name: /edited imported .*timeline/u })).toBeTruthy();
  });
});

describe("what cannot be shown", () => {
  test("is sent to the phone, with the reason that the provider gave", async () => {
    const payload = {
      errors: [{ error_data: { details: "Message type is not supported." } }],
    };
    await shown({ kind: "unsupported", content: "Unsupported message", payload });
    expect(screen.getByText("WhatsApp does not hand this kind over: open it on the phone.")).toBeTruthy();
    expect(screen.getByText("Message type is not supported.")).toBeTruthy();
  });

  test("a deleted file keeps its caption, struck through, for who asks for it", async () => {
    const file = attachment({ caption: "My passport" });
    const { container } = await shown({
      kind: "image",
      attachments: [file],
      revoked_at: "2026-11-21T09:00:00Z",
    });
    expect(screen.getByText("Deleted by the customer")).toBeTruthy();
    expect(screen.queryByText("My passport")).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Show what it said" }));
    expect(container.querySelector("del")?.textContent).toBe("My passport");
    fireEvent.click(screen.getByRole("button", { name: "Hide it again" }));
    expect(container.querySelector("del")).toBeNull();
    expect(screen.queryByRole("img")).toBeNull();
  });

  test.each(["system", "call"] as const)("a %s is a line, and nothing can be done with it", async (kind) => {
    const { container } = await shown({ kind, content: "Missed call" });
    expect(container.querySelector(".system-line")?.textContent).toBe("Missed call");
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("who wrote it", () => {
  test("is named above ours, and not again directly below", async () => {
    const first = await shown({ ...ours, author: mia });
    expect(within(first.container).getByText("Mia")).toBeTruthy();
    const second = await shown({ ...ours, author: mia }, true);
    expect(within(second.container).queryByText("Mia")).toBeNull();
  });

  test("a note says that no customer reads it", async () => {
    await shown({ direction: "note", kind: "note", content: "Careful", author: mia });
    expect(screen.getByText("Note, not sent to the customer")).toBeTruthy();
  });
});
