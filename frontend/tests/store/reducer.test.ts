import { describe, expect, test } from "vitest";
import { initialState, type Action, type NumberedEvent } from "../../src/store/state/state";
import { conversation, me, message, mia, page } from "../support/samples";
import { list, play, messageEvent, conversationEvent, contents, ids, open } from "../support/states";

describe("versions: the newest state wins, whatever comes first", () => {
  test("applying an event twice is harmless", () => {
    const once = play(initialState, ...open, messageEvent(11, { content: "a" }));
    expect(play(once, messageEvent(11, { content: "a" }))).toEqual(once);
  });

  test("an old event does not undo a newer row", () => {
    const state = play(initialState, ...open, conversationEvent(10, { unread: 5 }));
    expect(state.conversations.get(9)?.unread).toBe(0);
    expect(play(state, conversationEvent(11, { unread: 6 })).conversations.get(9)?.unread).toBe(6);
  });

  test("a row read before an event does not undo it", () => {
    const late: Action = {
      type: "listPage",
      list,
      page: page([conversation({ unread: 1 })], 10),
      first: true,
    };
    const state = play(initialState, ...open, conversationEvent(12, { unread: 3 }), late);
    expect(state.conversations.get(9)?.unread).toBe(3);
  });

  test("an answer counts unless an event overtook it", () => {
    const answer: Action = {
      type: "conversation",
      conversation: conversation({ assignee: mia }),
      version: 10,
    };
    expect(play(initialState, ...open, answer).conversations.get(9)?.assignee).toEqual(mia);
    const overtaken = play(initialState, ...open, conversationEvent(12, { unread: 1 }), answer);
    expect(overtaken.conversations.get(9)).toMatchObject({ assignee: null, unread: 1 });
  });

  test("snapshot, then events, in any split, equal the fresh snapshot", () => {
    const changes = [1, 2, 3, 4, 5].map((n) =>
      conversationEvent(10 + n, { unread: n, last_activity_at: `2026-11-21T08:0${n}:00Z` }),
    );
    for (let read = 0; read <= changes.length; read += 1) {
      const row = conversation({ unread: read, last_activity_at: `2026-11-21T08:0${read}:00Z` });
      const snapshot: Action = { type: "listPage", list, page: page([row], 10 + read), first: true };
      const state = play(initialState, { type: "me", me }, snapshot, ...changes);
      expect(state.conversations.get(9)).toEqual(
        conversation({ unread: 5, last_activity_at: "2026-11-21T08:05:00Z" }),
      );
    }
  });
});

describe("threads", () => {
  test("ordered by timestamp to the microsecond, then by id", () => {
    const state = play(
      initialState,
      ...open,
      messageEvent(11, { id: 5, timestamp: "2026-11-21T08:00:05.200Z" }),
      messageEvent(12, { id: 3, timestamp: "2026-11-21T08:00:05Z" }),
      messageEvent(13, { id: 4, timestamp: "2026-11-21T08:00:05Z" }),
      messageEvent(14, { id: 2, timestamp: "2026-11-21T08:00:05.200001Z" }),
    );
    expect(ids(state)).toEqual([3, 4, 5, 2]);
  });

  test("what is another conversation's now has left the thread", () => {
    const here = play(
      initialState,
      ...open,
      { type: "threadOpened", conversation: 8 },
      messageEvent(11, { id: 1 }),
    );
    const moved = { k: "message.updated" as const, d: message({ id: 1, conversation: 8 }) };
    const state = play(here, {
      type: "events",
      events: [{ inbox: 7, seq: 12, event: moved, was: { conversation: 9 } }],
    });
    expect([ids(here), ids(state, 9), ids(state, 8)]).toEqual([[1], [], [1]]);
  });

  describe("of two contacts that are merged and taken apart again", () => {
    const move = (seq: number, from: number, to: number): NumberedEvent => ({
      inbox: 7,
      seq,
      event: { k: "message.updated", d: message({ id: 1, conversation: to }) },
      was: { conversation: from },
    });
    const events = (...all: NumberedEvent[]): Action => ({ type: "events", events: all });
    const both: Action[] = [...open, { type: "threadOpened", conversation: 8 }];
    const where = (...actions: Action[]) => {
      const state = play(initialState, ...both, messageEvent(11, { id: 1 }), ...actions);
      return { 9: ids(state, 9), 8: ids(state, 8) };
    };

    test.each([
      ["at once", [events(move(12, 9, 8), move(13, 8, 9))]],
      ["one after the other", [events(move(12, 9, 8)), events(move(13, 8, 9))]],
      ["told twice", [events(move(12, 9, 8), move(13, 8, 9)), events(move(12, 9, 8))]],
      ["in one transaction", [events(move(12, 9, 9))]],
    ])("a message is where it was before, %s", (_, actions) => {
      expect(where(...actions)).toEqual({ 9: [1], 8: [] });
    });

    test("a message that was moved as soon as it came is in one thread", () => {
      const created = { inbox: 7, seq: 12, event: { k: "message.created" as const, d: message({ id: 2 }) } };
      const moved = {
        ...move(13, 9, 8),
        event: { k: "message.updated" as const, d: message({ id: 2, conversation: 8 }) },
      };
      expect(where(events(created, moved))).toEqual({ 9: [1], 8: [2] });
    });

    test("a page that was read before the move does not bring it back, one that was read later does", () => {
      const read = (seq: number): Action => ({
        type: "threadPage",
        conversation: 9,
        page: page([message({ id: 1 })], seq),
      });
      expect(where(events(move(12, 9, 8)), read(11))).toEqual({ 9: [], 8: [1] });
      expect(where(events(move(12, 9, 8)), read(13))).toMatchObject({ 9: [1] });
      expect(where(read(13), events(move(12, 9, 8)))).toMatchObject({ 9: [1] });
    });
  });

  test("what comes while the first page is read is kept", () => {
    const state = play(
      initialState,
      ...open,
      messageEvent(12, { id: 2, content: "during", timestamp: "2026-11-21T08:02:00Z" }),
      { type: "threadPage", conversation: 9, page: page([message({ id: 1, content: "before" })], 11) },
    );
    expect(contents(state)).toEqual(["before", "during"]);
  });

  test("a page that was read earlier does not undo a status", () => {
    const state = play(initialState, ...open, messageEvent(12, { id: 1, status: "read" }, "updated"), {
      type: "threadPage",
      conversation: 9,
      page: page([message({ id: 1, status: "sent" })], 11),
    });
    expect(state.threads.get(9)?.messages[0]?.status).toBe("read");
  });

  test("a change of what is not loaded yet waits for its page", () => {
    const first = page([message({ id: 5, timestamp: "2026-11-21T08:05:00Z" })], 10, "/older");
    const state = play(
      initialState,
      ...open,
      { type: "threadPage", conversation: 9, page: first },
      messageEvent(12, { id: 1, status: "read" }, "updated"),
    );
    expect(ids(state)).toEqual([5]);
    const older = play(state, {
      type: "threadPage",
      conversation: 9,
      page: page([message({ id: 1, status: "sent" })], 11),
    });
    expect(older.threads.get(9)?.messages.map(({ status }) => status)).toEqual(["read", "received"]);
  });

  test("a message whose timestamp changed moves", () => {
    const state = play(
      initialState,
      ...open,
      messageEvent(11, { id: 1, timestamp: "2026-11-21T08:01:00Z" }),
      messageEvent(12, { id: 2, timestamp: "2026-11-21T08:02:00Z" }),
      messageEvent(13, { id: 1, timestamp: "2026-11-21T08:03:00Z" }, "updated"),
    );
    expect(ids(state)).toEqual([2, 1]);
  });

  test("messages of threads that are not open are not collected", () => {
    const state = play(initialState, ...open, messageEvent(11, { conversation: 50 }));
    expect(state.threads.has(50)).toBe(false);
  });
});
