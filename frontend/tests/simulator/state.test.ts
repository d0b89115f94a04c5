import { describe, expect, it } from "vitest";
import { en } from "../../src/simulator/i18n/en";
import {
  type Customer,
  address,
  decodeState,
  faultState,
  found,
  possibleReceipts,
  problemOf,
  typingFor,
  windowWords,
} from "../../src/simulator/state";

const ann: Customer = {
  id: 1,
  name: "Ann Lee",
  wa_id: "447700900123",
  username: "annlee",
  hidden: false,
  number: 1,
  provider: "meta",
  window_closes_at: null,
  business: "Corner Shop",
  automatic_receipts: false,
  unread: 0,
  typing_until: null,
  last: null,
};

describe("the buttons of a message", () => {
  it("offer only what can still happen", () => {
    expect(possibleReceipts("accepted")).toEqual(["delivered", "read", "failed"]);
    expect(possibleReceipts("sent")).toEqual(["delivered", "read", "failed"]);
    expect(possibleReceipts("delivered")).toEqual(["read"]);
    expect(possibleReceipts("read")).toEqual([]);
    expect(possibleReceipts("failed")).toEqual([]);
  });
});

describe("a customer", () => {
  it("is shown with a number, else a username, else neither", () => {
    expect(address(ann, en)).toBe("+447700900123");
    expect(address({ ...ann, wa_id: "" }, en)).toBe("@annlee");
    expect(address({ ...ann, hidden: true }, en)).toBe("@annlee");
    expect(address({ ...ann, wa_id: "", username: "" }, en)).toBe("number hidden");
  });

  it("is found by name, number and username", () => {
    for (const words of ["ann", " LEE ", "+4477", "annlee", ""])
      expect(found([ann], words, en)).toEqual([ann]);
    expect(found([ann], "bob", en)).toEqual([]);
  });

  it("sees typing only for as long as it lasts", () => {
    const until = { ...ann, typing_until: "2026-09-14T12:00:25.000Z" };
    expect(typingFor(until, Date.parse("2026-09-14T12:00:05Z"))).toBe(20_000);
    expect(typingFor(until, Date.parse("2026-09-14T12:01:00Z"))).toBe(0);
    expect(typingFor(ann, 0)).toBe(0);
  });
});

describe("the 24 hours", () => {
  const at = (closes: string | null) =>
    windowWords({ ...ann, window_closes_at: closes }, Date.parse("2026-09-14T12:00:00Z"), en);

  it("are said in words", () => {
    expect(at(null)).toBe("never wrote: no window yet");
    expect(at("2026-09-14T11:59:59Z")).toBe("24-hour window closed");
    expect(at("2026-09-14T12:20:00Z")).toBe("window open for 20 min");
    expect(at("2026-09-15T11:00:00Z")).toBe("window open for 23 h");
  });
});

describe("a fault", () => {
  const fault = {
    fault: "drop",
    where: "webhook",
    title: "Lose webhooks",
    settings: {},
    on: true,
    times: 3,
  } as const;

  it("tells how it goes on", () => {
    expect(faultState(fault, en)).toBe("next 3");
    expect(faultState({ ...fault, times: null }, en)).toBe("on");
    expect(faultState({ ...fault, on: false }, en)).toBe("");
  });
});

describe("webhooks that are not taken", () => {
  it("are said in a sentence, and waiting alone is none", () => {
    expect(problemOf({ waiting: 3, problem: "" }, en)).toBe("");
    expect(problemOf({ waiting: 1, problem: "503" }, en)).toMatch(/^1 webhook waits .* 503\.$/);
    expect(problemOf({ waiting: 2, problem: "503" }, en)).toMatch(/^2 webhooks wait /);
  });
});

describe("what the server says", () => {
  const state = {
    revision: 7,
    customers: [ann],
    customer: 1,
    messages: [
      {
        id: 5,
        wamid: "wamid.A",
        direction: "from_business",
        kind: "text",
        payload: {},
        media: null,
        error: 0,
        customer_reaction: "",
        business_reaction: "",
        edited: false,
        revoked: false,
        body: "Hello",
        status: "read",
        reply_to: { direction: "from_customer", body: "Hi" },
        at: "2026-09-14T12:00:00.000Z",
      },
    ],
    webhooks: { waiting: 0, problem: "" },
    numbers: [],
  };

  it("is taken, new fields and all", () => {
    const decoded = decodeState({ ...state, newer: true }, "state");
    expect(decoded.customers).toEqual([ann]);
    expect(decoded.messages[0]?.reply_to?.body).toBe("Hi");
  });

  it("is refused with the place that is wrong", () => {
    const wrong = { ...state, messages: [{ ...state.messages[0], status: "lost" }] };
    expect(() => decodeState(wrong, "state")).toThrow(/messages\[0\]\.status/);
  });
});
