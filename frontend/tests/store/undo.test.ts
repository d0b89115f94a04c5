/** What can be taken back, and how. */
import { describe, expect, test, vi } from "vitest";
import { doneBy, UndoLog, UNDO_MS, type Done } from "../../src/store/undo";
import { conversation, mia } from "../support/samples";

const sam = { id: 1, username: "demo", name: "Sam" };
const label = { id: 5, name: "lamps", color: "#123456" };
const undone = (
  before: Parameters<typeof conversation>[0],
  after: Parameters<typeof conversation>[0],
  change: object,
) => doneBy(conversation(before), conversation(after), change)?.back;

describe("how it is taken back", () => {
  test.each([
    [
      "a status",
      { status: "open" },
      { status: "resolved" },
      { status: "resolved" },
      { status: "open", snoozed_until: null, was: { status: "resolved", snoozed_until: null } },
    ],
    [
      "an owner",
      { assignee: mia },
      { assignee: sam },
      { assignee: 1, assignee_was: 2 },
      { assignee: 2, assignee_was: 1, was: { assignee: 1 } },
    ],
    [
      "a team that it was given to",
      { assignee: sam },
      { team: { id: 4, name: "Returns" } },
      { assignee: null, team: 4 },
      { assignee: 1, assignee_was: null, team: null, was: { assignee: null, team: 4 } },
    ],
    [
      "a priority",
      { priority: "low" },
      { priority: "urgent" },
      { priority: "urgent" },
      { priority: "low", was: { priority: "urgent" } },
    ],
    ["labels", {}, { labels: [label] }, { labels: [5] }, { labels: [], was: { labels: [5] } }],
  ] as const)("%s", (_, before, after, change, back) => {
    expect(undone(before as object, after as object, change)).toEqual(back);
  });

  test("nothing, where nothing has changed", () => {
    expect(undone({ priority: "low" }, { priority: "low" }, { priority: "low" })).toBeUndefined();
  });

  test("only what was asked for, not what came with it", () => {
    expect(undone({ unread: 3 }, { unread: 0, status: "pending" }, { priority: "normal" })).toBeUndefined();
  });
});

describe("what can be undone", () => {
  const done = (id: number): Done =>
    doneBy(conversation({ id }), conversation({ id, status: "resolved" }), { status: "resolved" }) as Done;

  test("the newest first, each once", async () => {
    const log = new UndoLog();
    log.begin()(done(1));
    log.begin()(done(2));
    expect(log.said.get()?.done).toMatchObject({ conversation: 2 });
    expect(await log.take()).toMatchObject({ conversation: 2 });
    expect(await log.take()).toMatchObject({ conversation: 1 });
    expect(await log.take()).toBeNull();
    log.close();
  });

  test("also what is still on its way, and not in its place what was before", async () => {
    const log = new UndoLog();
    log.begin()(done(1));
    const settle = log.begin();
    const taken = log.take();
    settle(done(2));
    expect(await taken).toMatchObject({ conversation: 2 });
    expect(log.said.get()).toBeNull();
    log.close();
  });

  test("the newest stays said where its answer was faster", async () => {
    const log = new UndoLog();
    const settle = log.begin();
    log.begin()(done(2));
    settle(done(1));
    expect(log.said.get()?.done).toMatchObject({ conversation: 2 });
    expect(await log.take()).toMatchObject({ conversation: 2 });
    expect(await log.take()).toMatchObject({ conversation: 1 });
    log.close();
  });

  test("not what was refused", async () => {
    const log = new UndoLog();
    log.begin()(null);
    expect(await log.take()).toBeNull();
  });

  test("for eight seconds", async () => {
    vi.useFakeTimers();
    const log = new UndoLog();
    log.begin()(done(1));
    vi.advanceTimersByTime(UNDO_MS - 1);
    expect(log.said.get()).not.toBeNull();
    vi.advanceTimersByTime(1);
    expect(log.said.get()).toBeNull();
    expect(await log.take()).toBeNull();
    vi.useRealTimers();
  });
});
