import { describe, expect, test } from "vitest";
import * as format from "../../src/ui/text/format";
import { compareInstants, compareKeys } from "../../src/store/state/order";
import { formatRoute, parseRoute, routeOf, type Route } from "../../src/console/shell/route";
import { uuid } from "../../src/store/uuid";
import { readCookie } from "../../src/protocol/rest/request";

const HOUR = 3_600_000;

test("days are calendar days, not spans of 24 hours", () => {
  const now = new Date(2026, 10, 21, 0, 10);
  expect(format.daysAgo(new Date(2026, 10, 21, 0, 5), now)).toBe(0);
  expect(format.daysAgo(new Date(2026, 10, 20, 23, 59), now)).toBe(1);
  expect(format.daysAgo(new Date(2026, 9, 21, 12, 0), now)).toBe(31);
});

test("list times get coarser with age", () => {
  const now = new Date(2026, 10, 21, 12, 0);
  const texts = [0, 1, 3, 30, 600].map((days) =>
    format.listTime(new Date(2026, 10, 21 - days, 9, 30).toISOString(), now),
  );
  expect(new Set(texts).size).toBe(5);
  expect(texts[0]).toMatch(/30/);
  expect(texts[1]).toBe("Yesterday");
  expect(texts[4]).toMatch(/2025/);
});

test("the minutes of a day begin at the local midnight", () => {
  const at = (hours: number, minutes: number, seconds = 0) => new Date(2026, 10, 21, hours, minutes, seconds);
  expect([at(0, 0), at(0, 0, 1), at(0, 1, 1), at(10, 30), at(23, 59, 59)].map(format.minutesOfDay)).toEqual([
    1, 1, 2, 630, 1440,
  ]);
});

test("spans", () => {
  expect([-5, 4000, 59_999, 60_000, 3 * HOUR + 1, 50 * HOUR].map(format.span)).toEqual([
    "0 s",
    "4 s",
    "60 s",
    "1 min",
    "3 h",
    "2 d",
  ]);
});

describe("the service window", () => {
  const now = Date.parse("2026-11-21T08:00:00Z");
  test.each([
    [null, "closed"],
    ["2026-11-21T07:59:59Z", "closed"],
    ["2026-11-21T08:00:00Z", "closed"],
    ["2026-11-21T11:59:00Z", "closing"],
    ["2026-11-21T12:00:00Z", "closing"],
    ["2026-11-21T12:00:01Z", "open"],
  ] as const)("closing at %s it is %s", (closesAt, level) => {
    expect(format.windowState({ open: true, closes_at: closesAt }, now).level).toBe(level);
    expect(format.windowState({ open: false, closes_at: closesAt }, now).level).toBe("closed");
  });
});

test.each([
  ["Ana", "A"],
  ["Ana María de la Cruz", "AC"],
  ["ليلى حداد", "لح"],
  ["李小龍", "李"],
  ["+49 151 23", "23"],
  ["🙂", "?"],
  ["mia.lindqvist", "ML"],
  ["élodie", "É"],
  ["", "?"],
])("initials of %s", (name, letters) => {
  expect(format.initials(name)).toBe(letters);
});

test("a nameless contact is called by their address, the phone first", () => {
  const [id, phone] = [
    { kind: "bsuid", value: "GB.1" },
    { kind: "phone", value: "4915112" },
  ];
  const addresses = [id, phone];
  expect(format.contactName({ name: "", addresses })).toBe("+4915112");
  expect(format.contactName({ name: "Ana", addresses })).toBe("Ana");
  expect(format.contactName({ name: "", addresses: [] })).toBe("?");
  const moved = [id, { ...phone, left: true }];
  expect(format.contactName({ name: "", addresses: moved })).toBe("GB.1");
});

describe("links", () => {
  const hrefs = (text: string) => format.linked(text).flatMap(({ href }) => (href === null ? [] : [href]));
  test("only web addresses, without the sentence's punctuation", () => {
    expect(hrefs("See https://a.example/x?y=1, (http://b.example/z).")).toEqual([
      "https://a.example/x?y=1",
      "http://b.example/z",
    ]);
    expect(hrefs("javascript:alert(1) data:text/html,x ftp://a.example x@www.a.example www. www.a")).toEqual(
      [],
    );
  });
  test.each([
    // The body of cases/webhooks/link-in-parentheses.json.
    [
      "https://en.wikipedia.org/wiki/Mercury_(planet) and https://x.example/abc_",
      ["https://en.wikipedia.org/wiki/Mercury_(planet)", "https://x.example/abc_"],
    ],
    ["(see https://x.example/Mercury_(planet)).", ["https://x.example/Mercury_(planet)"]],
    ["[https://x.example/a[1]]", ["https://x.example/a[1]"]],
    ["*https://x.example/a* and _https://x.example/b_", ["https://x.example/a", "https://x.example/b"]],
    ["_read https://x.example/a_ now", ["https://x.example/a"]],
    ["https://x.example/_a_ https://x.example/b~", ["https://x.example/_a_", "https://x.example/b~"]],
    ["“https://x.example/a” «https://x.example/b»", ["https://x.example/a", "https://x.example/b"]],
    ["HTTPS://X.example/A and WWW.x.example/b.", ["HTTPS://X.example/A", "https://WWW.x.example/b"]],
    ["(www.x.example/a_(b)), *www.x.example*", ["https://www.x.example/a_(b)", "https://www.x.example"]],
    ["https://x.example/a。", ["https://x.example/a"]],
    ["https://... http://)", []],
  ])("%s", (text, expected) => {
    expect(hrefs(text)).toEqual(expected);
  });
  test("a wall of brackets is walked once", () => {
    expect(hrefs(`https://x.example/${")".repeat(100_000)}`)).toEqual(["https://x.example/"]);
  });
  test("nothing of the text is lost", () => {
    for (const text of [
      "",
      "plain",
      "https://a.example",
      "a https://a.example/b. c",
      "https://x.example https://y.example!",
    ]) {
      expect(
        format
          .linked(text)
          .map((part) => part.text)
          .join(""),
      ).toBe(text);
    }
  });
});

test("instants are compared to the microsecond, with or without a fraction", () => {
  const sorted = [
    "2026-11-21T08:00:05Z",
    "2026-11-21T08:00:05.000001Z",
    "2026-11-21T08:00:05.2Z",
    "2026-11-21T08:00:05.200001Z",
    "2026-11-21T08:00:06Z",
  ];
  expect(sorted.toReversed().toSorted(compareInstants)).toEqual(sorted);
  expect(compareInstants("2026-11-21T08:00:05.100Z", "2026-11-21T08:00:05.1Z")).toBe(0);
  expect(
    compareKeys({ at: "2026-11-21T08:00:05Z", id: 2 }, { at: "2026-11-21T08:00:05Z", id: 10 }),
  ).toBeLessThan(0);
});

test("routes survive the address bar, and nonsense leads home", () => {
  const all: Route = {
    ...routeOf("waiting"),
    status: ["open", "pending"],
    inbox: 3,
    team: "none",
    assignee: "me",
    label: "VIP & co",
    priority: ["high", "urgent"],
    unread: true,
    unanswered: true,
    undelivered: true,
    q: "späte Lieferung?",
    sort: "priority",
    open: 12,
    saved: 4,
  };
  for (const route of [all, routeOf("all"), { ...routeOf("mine"), status: [], open: 12 }, routeOf("snoozed")])
    expect(parseRoute(formatRoute(route))).toEqual(route);
  expect(formatRoute({ ...routeOf("mine"), open: 12 })).toBe("#/mine/open/12");
  expect(parseRoute("#/<script>/x/12e3?team=x&priority=huge&sort=")).toEqual(routeOf("mine"));
  expect(parseRoute("", "all")).toEqual(routeOf("all"));
});

test("a UUID also where the browser offers none (http in a LAN)", () => {
  const source = {
    getRandomValues: <T extends ArrayBufferView | null>(array: T): T => {
      crypto.getRandomValues(array as never);
      return array;
    },
  };
  const made = Array.from({ length: 50 }, () => uuid(source as never));
  for (const one of made)
    expect(one).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(new Set(made).size).toBe(50);
});

test("cookies are found by their whole name", () => {
  expect(readCookie("csrftoken", "xcsrftoken=no; csrftoken=a%3Db")).toBe("a=b");
  expect(readCookie("csrftoken", "")).toBe("");
});

test("file sizes", () => {
  expect([900, 120_000, 5_000_000].map(format.fileSize)).toEqual(["900 B", "117 KB", "4.8 MB"]);
});
