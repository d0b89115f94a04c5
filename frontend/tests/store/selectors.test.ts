import { describe, expect, test } from "vitest";
import { firstUnread, held, pictures, seenUpTo, wasAsked } from "../../src/store/state/selectors";
import { dayOver, threadRows } from "../../src/store/state/threadRows";
import { emptyThread } from "../../src/store/state/thread";
import { activity, attachment, message, mia } from "../support/samples";

describe("the order while the agent points at the list", () => {
  test("nothing moves, and what would move is counted", () => {
    expect(held([1, 2, 3, 4], [3, 1, 2, 4])).toEqual({ ids: [1, 2, 3, 4], waiting: 1 });
    expect(held([1, 2, 3], [9, 8, 1, 2, 3])).toEqual({ ids: [1, 2, 3], waiting: 2 });
    expect(held([1, 2, 3], [9, 3, 1, 2])).toEqual({ ids: [1, 2, 3], waiting: 2 });
  });

  test("what left stays in its place", () => {
    expect(held([1, 2, 3], [1, 3])).toEqual({ ids: [1, 2, 3], waiting: 0 });
  });

  test("further pages are appended", () => {
    expect(held([1, 2], [1, 2, 3, 4])).toEqual({ ids: [1, 2, 3, 4], waiting: 0 });
    expect(held([], [1, 2])).toEqual({ ids: [1, 2], waiting: 0 });
  });

  test("an unchanged order is the same array", () => {
    const shown = [1, 2, 3];
    expect(held(shown, [1, 2, 3]).ids).toBe(shown);
  });
});

describe("rows of the thread", () => {
  const day = (instant: string): string => instant.slice(0, 10);
  const rows = (messages: ReturnType<typeof message>[], unreadFrom: number | null = null) =>
    threadRows({ ...emptyThread, messages, loaded: true }, [], 9, day, unreadFrom);

  test("a separator before each day, with a key of its own", () => {
    const keys = rows([
      message({ id: 1, timestamp: "2026-11-20T23:59:00Z" }),
      message({ id: 2, timestamp: "2026-11-21T00:01:00Z" }),
      message({ id: 3, timestamp: "2026-11-21T00:02:00Z" }),
    ]).map(({ key }) => key);
    expect(keys).toEqual(["day 2026-11-20", "id 1", "day 2026-11-21", "id 2", "id 3"]);
  });

  test("the day above what is in sight, unless its line is in sight as well", () => {
    const two = rows([
      message({ id: 1, timestamp: "2026-11-20T08:00:00Z" }),
      message({ id: 2, timestamp: "2026-11-20T09:00:00Z" }),
      message({ id: 3, timestamp: "2026-11-21T08:00:00Z" }),
      message({ id: 4, timestamp: "2026-11-21T09:00:00Z" }),
    ]);
    const over = (first: number, last: number) => dayOver(two, first, last)?.slice(0, 10) ?? null;
    expect([over(0, 1), over(1, 1), over(1, 2), over(2, 3), over(3, 4), over(4, 5)]).toEqual([
      null,
      "2026-11-20",
      "2026-11-20",
      null,
      null,
      "2026-11-21",
    ]);
    expect(dayOver([], 0, 0)).toBeNull();
  });

  test("messages of one author within three minutes are joined", () => {
    const joined = rows([
      message({ id: 1, timestamp: "2026-11-21T08:00:00Z" }),
      message({ id: 2, timestamp: "2026-11-21T08:02:00Z" }),
      message({ id: 3, timestamp: "2026-11-21T08:06:00Z" }),
      message({ id: 4, timestamp: "2026-11-21T08:06:01Z", direction: "outbound", author: mia }),
      message({ id: 5, timestamp: "2026-11-21T08:06:02Z", direction: "outbound" }),
    ]).flatMap((row) => (row.type === "message" ? [row.joined] : []));
    expect(joined).toEqual([false, true, false, false, false]);
  });

  test("what was unread begins with a line", () => {
    const types = rows([message({ id: 1 }), message({ id: 2 })], 2).map(({ type }) => type);
    expect(types).toEqual(["day", "message", "unread", "message"]);
  });

  const minute = (n: number): string => `2026-11-21T08:0${n}:00Z`;
  const shown = (complete: boolean, ...done: ReturnType<typeof activity>[]) => {
    const messages = [message({ id: 1, timestamp: minute(1) }), message({ id: 2, timestamp: minute(2) })];
    const from = complete ? null : { at: minute(1), id: 1 };
    const ranges = [{ from, to: null, older: null, newer: null }];
    return threadRows({ ...emptyThread, messages, activity: done, ranges }, [], 9, day, null);
  };

  test("what was done stands between the messages, the lines of one place in one row", () => {
    const done = [2, 3, 4].map((id) => activity({ id, at: "2026-11-21T08:01:30Z" }));
    const rows = shown(true, ...done, activity({ id: 5, at: minute(3) }));
    expect(rows.map(({ key }) => key)).toEqual(["day 2026-11-21", "id 1", "done 2", "id 2", "done 5"]);
    expect(rows.flatMap((row) => (row.type === "activity" ? [row.lines.map(({ id }) => id)] : []))).toEqual([
      [2, 3, 4],
      [5],
    ]);
    expect(rows.flatMap((row) => (row.type === "message" ? [row.joined] : []))).toEqual([false, false]);
  });

  test("what was done above the loaded end, and the beginning, have no line", () => {
    const early = activity({ id: 2, at: minute(0) });
    expect(shown(false, early).map(({ key }) => key)).toEqual(["day 2026-11-21", "id 1", "id 2"]);
    expect(shown(true, early).map(({ key }) => key)).toContain("done 2");
    expect(shown(true, activity({ verb: "opened" })).map(({ type }) => type)).not.toContain("activity");
  });

  test("a day on which something was only done has its separator", () => {
    const late = activity({ id: 7, at: "2026-11-22T08:00:00Z" });
    expect(
      shown(true, late)
        .slice(-2)
        .map(({ key }) => key),
    ).toEqual(["day 2026-11-22", "done 7"]);
  });
});

describe("what was seen", () => {
  const shown = [
    message({ id: 8 }),
    message({ id: 5 }),
    message({ id: 9, direction: "outbound" }),
    message({ id: 10 }),
  ];
  const thread = threadRows({ ...emptyThread, messages: shown }, [], 1, () => "", null);
  const at = (id: number) => thread.findIndex((row) => row.type === "message" && row.message.id === id);
  test("goes by the highest id, as the server counts", () => {
    expect(seenUpTo(thread, thread.length - 1)).toBe(10);
    expect(seenUpTo(thread, at(9))).toBe(8);
    expect(seenUpTo([], -1)).toBeUndefined();
  });
  test("is nothing that is newer than one further down", () => {
    expect(seenUpTo(thread, at(8))).toBeUndefined();
  });
});

describe("the first unread one", () => {
  const said = [
    message({ id: 1, origin: "history" }),
    message({ id: 2 }),
    message({ id: 3, direction: "outbound" }),
    message({ id: 4 }),
    message({ id: 5 }),
  ];
  test.each([
    [1, 5, 5],
    [2, 5, 4],
    [3, 5, 2],
    [2, 4, 2],
    [0, 5, undefined],
    [4, 5, undefined],
  ])("of %i when %i was the newest", (unread, newest, first) =>
    expect(firstUnread(said, unread, newest)).toBe(first),
  );
});

describe("whether they were asked to write", () => {
  const closed = "2026-11-21T08:00:00Z";
  const sent = {
    kind: "template",
    direction: "outbound",
    status: "sent",
    timestamp: "2026-11-21T08:00:00.5Z",
  } as const;
  test.each([
    ["a template since", sent, closed, true],
    ["one before", { ...sent, timestamp: "2026-11-21T07:59:59Z" }, closed, false],
    ["one that failed", { ...sent, status: "failed" }, closed, false],
    ["a text", { ...sent, kind: "text" }, closed, false],
    ["to somebody who never wrote", sent, null, true],
  ] as const)("%s", (_, change, closesAt, expected) => {
    expect(wasAsked({ messages: [message(), message(change)] }, closesAt)).toBe(expected);
  });
});

test("the pictures that can be looked through", () => {
  const messages = [
    message({ attachments: [attachment({ id: 1 }), attachment({ id: 2, kind: "video" })] }),
    message({ attachments: [attachment({ id: 3, state: "pending", url: null })] }),
    message({ attachments: [attachment({ id: 4 })], revoked_at: "2026-11-21T08:00:00Z" }),
    message({ attachments: [attachment({ id: 5 }), attachment({ id: 6, width: null, height: null })] }),
  ];
  expect(pictures({ messages }).map(({ id }) => id)).toEqual([1, 5]);
});
