/** A long thread of which some parts are loaded: what lies between comes from either side, and each message once. */
import { describe, expect, test } from "vitest";
import type { Message, ThreadPage } from "../../src/protocol";
import { initialState, type Action, type State } from "../../src/store/state/state";
import { endOf, isWhole } from "../../src/store/state/thread";
import { threadRows } from "../../src/store/state/threadRows";
import { activity, message } from "../support/samples";
import { ids, messageEvent, open, play } from "../support/states";

const at = (id: number): string => `2026-11-21T08:${String(id).padStart(2, "0")}:00Z`;
const one = (id: number, change: Partial<Message> = {}): Message =>
  message({ id, timestamp: at(id), ...change });

/** Newest first, from one id down to another. */
function pageOf(newest: number, oldest: number, change: Partial<ThreadPage> = {}): ThreadPage {
  const results = Array.from({ length: newest - oldest + 1 }, (_, index) => one(newest - index));
  return { results, next: "/older", previous: null, feed: { "7": { epoch: "ab12", seq: 10 } }, ...change };
}

const newest = (page: ThreadPage): Action => ({ type: "threadPage", conversation: 9, page });
const part = (page: ThreadPage, asked: string | null): Action => ({
  type: "threadPart",
  conversation: 9,
  page,
  asked,
});
const beginning = part(pageOf(3, 1, { next: null, previous: "/newer" }), null);
/** 1 to 3, and 18 to 20. */
const torn = (): State => play(initialState, ...open, newest(pageOf(20, 18)), beginning);
const thread = (state: State) => state.threads.get(9) ?? expect.fail("no thread");
const kinds = (state: State): string =>
  threadRows(thread(state), [], 9, () => "one day", null)
    .map((row) => (row.type === "message" ? row.message.id : row.type))
    .join(" ");

const upTo = (most: number, from = 1): number[] =>
  Array.from({ length: most - from + 1 }, (_, n) => from + n);

describe("a gap", () => {
  test("is left between the beginning and the end", () => {
    const state = torn();
    expect(ids(state)).toEqual([1, 2, 3, 18, 19, 20]);
    expect(thread(state).ranges).toMatchObject([
      { from: null, to: { id: 3 }, newer: "/newer" },
      { from: { id: 18 }, to: null, older: "/older" },
    ]);
    expect(isWhole(thread(state))).toBe(false);
    expect(kinds(state)).toBe("day 1 2 3 gap 18 19 20");
    expect(endOf(thread(state)).map(({ id }) => id)).toEqual([18, 19, 20]);
  });

  test("closes from below", () => {
    const state = play(
      torn(),
      part(pageOf(17, 5, { next: "/older-still" }), "/older"),
      part(pageOf(4, 2), "/older-still"),
    );
    expect(kinds(state)).toBe(`day ${upTo(20).join(" ")}`);
    expect(isWhole(thread(state))).toBe(true);
  });

  test("stays where it is when the newest page is read once more", () => {
    const state = play(torn(), part(pageOf(17, 15), "/older"), newest(pageOf(20, 18)));
    expect(kinds(state)).toBe("day 1 2 3 gap 15 16 17 18 19 20");
    expect(thread(state).ranges[1]?.from?.id).toBe(15);
  });

  test("that was closed is not opened by another page", () => {
    const all = part(pageOf(19, 1, { next: null, previous: "/newer" }), null);
    const state = play(initialState, ...open, newest(pageOf(20, 18)), all);
    expect(play(state, part(pageOf(17, 15), "/older"))).toBe(state);
    expect(isWhole(thread(state))).toBe(true);
  });

  test("closes from above", () => {
    const next = part(pageOf(6, 4, { previous: "/newer-still" }), "/newer");
    const state = play(torn(), next);
    expect(kinds(state)).toBe("day 1 2 3 4 5 6 gap 18 19 20");
    const closed = play(state, part(pageOf(19, 7, { previous: "/end" }), "/newer-still"));
    expect(ids(closed)).toEqual(upTo(20));
    expect(isWhole(thread(closed))).toBe(true);
  });

  test("is none where the beginning reaches the end", () => {
    const all = part(pageOf(19, 1, { next: null, previous: "/newer" }), null);
    const state = play(initialState, ...open, newest(pageOf(20, 18)), all);
    expect(isWhole(thread(state))).toBe(true);
    expect(kinds(state)).not.toContain("gap");
  });

  test("is on either side of a page from the middle, which is reached from everywhere", () => {
    const middle = part(pageOf(11, 9, { next: "/older-9", previous: "/newer-11" }), null);
    const state = play(torn(), middle);
    expect(kinds(state)).toBe("day 1 2 3 gap 9 10 11 gap 18 19 20");
    const below = play(state, part(pageOf(8, 6, { next: "/older-6" }), "/older-9"));
    expect(kinds(below)).toBe("day 1 2 3 gap 6 7 8 9 10 11 gap 18 19 20");
    const met = play(below, part(pageOf(9, 4, { previous: "/newer-9" }), "/newer"));
    expect(kinds(met)).toBe(`day ${upTo(11).join(" ")} gap 18 19 20`);
    expect(thread(met).ranges[0]).toMatchObject({ from: null, older: null, newer: "/newer-11" });
    const whole = play(met, part(pageOf(19, 12, { previous: "/newer-19" }), "/newer-11"));
    expect(kinds(whole)).toBe(`day ${upTo(20).join(" ")}`);
  });

  test("takes no page that was asked for before another one came", () => {
    const state = torn();
    expect(play(state, part(pageOf(9, 8), "/something-else"))).toBe(state);
    expect(thread(play(state, beginning)).ranges).toEqual(thread(state).ranges);
  });

  test("keeps what changes in it for its page", () => {
    const state = play(
      torn(),
      messageEvent(12, { id: 10, timestamp: at(10), content: "changed" }, "updated"),
    );
    expect(ids(state)).toEqual([1, 2, 3, 18, 19, 20]);
    const filled = play(state, part(pageOf(17, 4), "/older"));
    expect(thread(filled).messages.find(({ id }) => id === 10)?.content).toBe("changed");
    expect(thread(filled).stash.size).toBe(0);
  });

  test("keeps what came late for a page that was read before, and not for one that was read after and has it not", () => {
    const late = { id: 40, timestamp: at(10) };
    const state = play(torn(), messageEvent(12, late));
    expect(ids(state)).not.toContain(40);
    const around = pageOf(11, 9, { previous: "/newer-11" });
    expect(ids(play(state, part(around, null)))).toEqual([1, 2, 3, 9, 10, 40, 11, 18, 19, 20]);
    const read = { ...around, feed: { "7": { epoch: "ab12", seq: 12 } } };
    const gone = play(state, part(read, null));
    expect(ids(gone)).toEqual([1, 2, 3, 9, 10, 11, 18, 19, 20]);
    expect(thread(gone).stash.size).toBe(0);
  });

  test("takes away what goes into it, and gives it back", () => {
    const moved = play(torn(), messageEvent(12, { id: 19, timestamp: at(10) }, "updated"));
    expect(ids(moved)).toEqual([1, 2, 3, 18, 20]);
    expect(ids(play(moved, messageEvent(13, { id: 19, timestamp: at(19) }, "updated")))).toEqual(ids(torn()));
  });

  test("takes what is new at the end, and what changes on both sides", () => {
    const state = play(
      torn(),
      messageEvent(12, { id: 21, timestamp: at(21) }),
      messageEvent(13, { id: 2, timestamp: at(2), content: "changed" }, "updated"),
    );
    expect(kinds(state)).toBe("day 1 2 3 gap 18 19 20 21");
    expect(thread(state).messages[1]?.content).toBe("changed");
  });

  test("has no lines of what was done in it", () => {
    const done = [
      activity({ id: 1, at: at(2) }),
      activity({ id: 2, at: at(10) }),
      activity({ id: 3, at: at(19) }),
    ];
    const events = done.map((d, index) => ({
      inbox: 7,
      seq: 20 + index,
      event: { k: "activity.created", d } as const,
    }));
    const state = play(torn(), { type: "events", events });
    expect(kinds(state)).toBe("day 1 2 activity 3 gap 18 19 activity 20");
    expect(kinds(play(state, newest(pageOf(17, 4))))).toContain("10 activity 11");
  });

  test("is forgotten with a reset: the fresh end is the end", () => {
    const page = { results: [], next: null, previous: null, feed: {} };
    const state = play(torn(), { type: "snapshot", inboxes: [7], list: "", page }, newest(pageOf(30, 28)));
    expect(ids(state)).toEqual([28, 29, 30]);
    expect(thread(state).ranges).toMatchObject([{ from: { id: 28 }, to: null }]);
    expect(ids(play(torn(), { type: "snapshot", inboxes: [7], list: "", page }, beginning))).toEqual(
      ids(torn()),
    );
  });
});

test("a thousand messages that come at once are looked for among twenty thousand in one go", () => {
  const many = Array.from({ length: 20_000 }, (_, index) => message({ id: index + 1 }));
  const state = play(initialState, ...open, newest({ ...pageOf(1, 1), results: many.toReversed() }));
  let looked = 0;
  const counted = thread(state).messages.map(
    (each) => new Proxy(each, { get: (target, key) => ((looked += 1), Reflect.get(target, key)) }),
  );
  const threads = new Map(state.threads).set(9, { ...thread(state), messages: counted });
  const events = Array.from({ length: 1000 }, (_, index) => ({
    inbox: 7,
    seq: 20 + index,
    event: {
      k: "message.created",
      d: message({ id: 30_000 + index, timestamp: "2026-11-22T08:00:00Z" }),
    } as const,
  }));
  const next = play({ ...state, threads }, { type: "events", events });
  expect(next.threads.get(9)?.messages).toHaveLength(21_000);
  expect(looked).toBeLessThan(100_000);
});

test("the row of a message stays the same object while others come, and while its block does", () => {
  const state = play(initialState, ...open, newest(pageOf(5, 1, { next: null })));
  const rows = (of: State) =>
    threadRows(thread(of), [], 9, () => "one day", null).filter(({ type }) => type === "message");
  const before = rows(state);
  const after = rows(play(state, messageEvent(12, { id: 9, timestamp: at(9) })));
  expect(after.slice(0, 5).every((row, index) => row === before[index])).toBe(true);
  const changed = rows(
    play(state, messageEvent(12, { id: 3, timestamp: at(3), content: "Other" }, "updated")),
  );
  expect(changed.map((row, index) => row === before[index])).toEqual([true, true, false, true, true]);
});
