/** Several conversations with one request, taken back with one, and what is refused. */
// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from "vitest";
import { viewQuery } from "../../../src/protocol/lists";
import * as rest from "../../../src/protocol/rest/bulk";
import { Bulk } from "../../../src/store/bulk/bulk";
import { changeAll } from "../../../src/store/bulk/changing";
import { nothingSelected, withRows } from "../../../src/store/bulk/selection";
import { Store } from "../../../src/store/state/store";
import { isBulk, UndoLog } from "../../../src/store/undo";
import { conversation, mia, page } from "../../support/samples";

vi.mock(import("../../../src/protocol/rest/bulk"), async (original) => ({
  ...(await original()),
  postBulk: vi.fn<typeof rest.postBulk>(),
  postBulkOf: vi.fn<typeof rest.postBulkOf>(),
}));

const outcome = (id: number, change: Partial<rest.BulkOutcome> = {}): rest.BulkOutcome => ({
  id,
  name: `Customer ${id}`,
  result: "changed",
  code: "",
  detail: "",
  was: { status: "open", snoozed_until: null },
  now: { status: "resolved", snoozed_until: null },
  ...change,
});
const refused = (id: number): rest.BulkOutcome =>
  outcome(id, { result: "refused", code: "already_assigned", detail: "Mia has it.", was: {}, now: {} });
const answer = (results: rest.BulkOutcome[], next: number | null = null, remaining = 0) => ({
  results,
  next,
  remaining,
});

function bulk(count = 3) {
  const store = new Store((run) => run());
  const rows = Array.from({ length: count }, (_, index) =>
    conversation({ id: index + 1, assignee: index === 1 ? mia : null }),
  );
  store.dispatch({ type: "listPage", list: "", page: page(rows, 10), first: true });
  return new Bulk(store, new UndoLog());
}

const RESOLVE = { change: { status: "resolved" } } as const;
const ask = vi.mocked(rest.postBulk);
const askOf = vi.mocked(rest.postBulkOf);

beforeEach(() => {
  ask.mockReset();
  askOf.mockReset();
});

test("one request says whom the agent saw where", async () => {
  const one = bulk();
  ask.mockResolvedValue(answer([outcome(1), outcome(2), outcome(3)]));
  await changeAll(one, [1, 2, 3], RESOLVE);
  expect(ask).toHaveBeenCalledExactlyOnceWith(
    [
      { id: 1, assignee_was: null },
      { id: 2, assignee_was: 2 },
      { id: 3, assignee_was: null },
    ],
    RESOLVE.change,
  );
});

test("500 are one request and one to take them back; more are slices", async () => {
  const one = bulk(0);
  ask.mockImplementation(async (items) => answer(items.map(({ id }) => outcome(id))));
  const ids = Array.from({ length: 500 }, (_, index) => index + 1);
  await changeAll(one, ids, RESOLVE);
  const done = await one.undoLog.take();
  expect(done !== null && isBulk(done) && (await done.takeBack?.())).toBe(500);
  expect(ask).toHaveBeenCalledTimes(2);
  ask.mockClear();
  await changeAll(one, [...ids, 501], RESOLVE);
  expect(ask.mock.calls.map(([items]) => items.length)).toEqual([500, 1]);
});

test("what is taken back says what it is now, so that nobody's change is lost", async () => {
  const one = bulk();
  ask.mockResolvedValueOnce(answer([outcome(1, { was: { assignee: 2 }, now: { assignee: 1 } }), refused(2)]));
  await changeAll(one, [1, 2], { change: { assignee: 1 } });
  ask.mockResolvedValueOnce(answer([outcome(1)]));
  const done = await one.undoLog.take();
  expect(done !== null && isBulk(done) && (await done.takeBack?.())).toBe(1);
  expect(ask).toHaveBeenLastCalledWith(
    [{ id: 1, change: { assignee: 2 }, was: { assignee: 1 }, assignee_was: 1 }],
    null,
  );
});

describe("what is refused", () => {
  test("is told, and stays selected; what is done does not", async () => {
    const one = bulk();
    one.select(withRows(nothingSelected, [1, 2, 3]));
    ask.mockResolvedValue(answer([outcome(1), refused(2), outcome(3)]));
    await changeAll(one, [1, 2, 3], RESOLVE);
    expect(one.refused.get().map(({ id }) => id)).toEqual([2]);
    expect([...one.selection.get().ids]).toEqual([2]);
    expect(one.undoLog.said.get()?.done).toMatchObject({ count: 2, refused: 1 });
  });

  test("altogether leaves nothing to undo", async () => {
    const one = bulk();
    ask.mockResolvedValue(answer([refused(1)]));
    await changeAll(one, [1], RESOLVE);
    expect(one.undoLog.said.get()?.done).toMatchObject({ count: 0, takeBack: null });
    expect(await one.undoLog.take()).toBeNull();
  });
});

test("a mark leaves the selection as it is", async () => {
  const one = bulk();
  const selection = withRows(nothingSelected, [1, 2]);
  one.select(selection);
  ask.mockResolvedValue(answer([outcome(1), outcome(2)]));
  await changeAll(one, [1, 2], { change: { add_labels: [4] } });
  expect(one.selection.get()).toBe(selection);
});

describe("all of a list", () => {
  const query = viewQuery("unassigned");

  test("goes slice by slice, from where the one before ended", async () => {
    const one = bulk();
    askOf.mockResolvedValueOnce(answer([outcome(9)], 9, 1)).mockResolvedValueOnce(answer([outcome(4)]));
    const seen: unknown[] = [];
    one.progress.subscribe(() => seen.push(one.progress.get()));
    await changeAll(one, query, RESOLVE);
    expect(askOf.mock.calls.map(([, , before]) => before)).toEqual([null, 9]);
    expect(seen).toEqual([{ done: 1, of: 2 }, null]);
    expect(one.undoLog.said.get()?.done).toMatchObject({ count: 2 });
  });

  test("stops where the agent says so, and what is done can be undone", async () => {
    const one = bulk();
    askOf.mockImplementation(async () => {
      one.stop();
      return answer([outcome(9)], 9, 500);
    });
    await changeAll(one, query, RESOLVE);
    expect(askOf).toHaveBeenCalledOnce();
    expect(one.undoLog.said.get()?.done).toMatchObject({ count: 1 });
  });

  test("that fails halfway leaves the way back for what is done", async () => {
    const one = bulk();
    askOf.mockResolvedValueOnce(answer([outcome(9)], 9, 1)).mockRejectedValueOnce(new Error("away"));
    await expect(changeAll(one, query, RESOLVE)).rejects.toThrow("away");
    expect(one.progress.get()).toBeNull();
    expect(one.undoLog.said.get()?.done).toMatchObject({ count: 1 });
  });
});
