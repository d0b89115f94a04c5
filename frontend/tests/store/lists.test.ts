import { describe, expect, test } from "vitest";
import { viewQuery, type ListQuery } from "../../src/protocol/lists";
import { listed, listKey, unreadCount } from "../../src/store/state/selectors";
import { initialState, type Action, type State } from "../../src/store/state/state";
import { conversation, me, message, mia, page } from "../support/samples";
import { query, list, play, event, messageEvent, conversationEvent, contents, open } from "../support/states";

describe("the list's last line", () => {
  const last = {
    id: 5,
    direction: "outbound" as const,
    kind: "text" as const,
    content: "Hi",
    status: "sent" as const,
    timestamp: "2026-11-21T08:00:00Z",
    author: mia,
  };
  const shown: Action[] = [
    { type: "me", me },
    { type: "listPage", list, page: page([conversation({ last_message: last })], 10), first: true },
  ];

  test("follows the status of its message", () => {
    const state = play(
      initialState,
      ...shown,
      messageEvent(11, { id: 5, content: "Hi", status: "read" }, "updated"),
    );
    expect(state.conversations.get(9)?.last_message).toEqual({ ...last, status: "read" });
  });

  test("and no other message's", () => {
    const state = play(initialState, ...shown, messageEvent(11, { id: 4, status: "failed" }, "updated"));
    expect(state.conversations.get(9)?.last_message).toEqual(last);
  });

  test("is cut like the server cuts it", () => {
    const state = play(
      initialState,
      ...shown,
      messageEvent(11, { id: 5, content: "x".repeat(500) }, "updated"),
    );
    expect(state.conversations.get(9)?.last_message?.content).toHaveLength(160);
  });
});

describe("lists", () => {
  const rows = [4, 3, 2, 1].map((id) => conversation({ id, last_activity_at: `2026-11-21T08:0${id}:00Z` }));
  const loaded: Action[] = [
    { type: "me", me },
    { type: "listPage", list, page: page(rows.slice(0, 3), 10, "/next"), first: true },
  ];
  const shown = (state: State, asked: ListQuery = query) =>
    listed(state.conversations, state.lists.get(listKey(asked)), asked, me);

  test("new activity moves a row to the top", () => {
    const state = play(
      initialState,
      ...loaded,
      conversationEvent(11, { id: 2, last_activity_at: "2026-11-21T09:00:00Z" }),
    );
    expect(shown(state)).toEqual([2, 4, 3]);
  });

  test("a new conversation appears, a resolved one goes", () => {
    const state = play(
      initialState,
      ...loaded,
      conversationEvent(11, { id: 8, last_activity_at: "2026-11-21T09:00:00Z" }),
      conversationEvent(12, { id: 3, status: "resolved", last_activity_at: "2026-11-21T08:03:00Z" }),
    );
    expect(shown(state)).toEqual([8, 4, 2]);
  });

  test("below the last loaded row nothing is shown, since more may lie between", () => {
    const old = conversationEvent(11, { id: 1, last_activity_at: "2026-11-21T08:01:00Z" });
    const state = play(initialState, ...loaded, old);
    expect(shown(state)).toEqual([4, 3, 2]);
    const next: Action = { type: "listPage", list, page: page(rows.slice(3), 11), first: false };
    expect(shown(play(state, next))).toEqual([4, 3, 2, 1]);
  });

  test("views ask what the server's lists ask", () => {
    const mine: ListQuery = { ...viewQuery("mine"), status: [] };
    const nobodys: ListQuery = viewQuery("unassigned");
    const assigned = rows.map((row) =>
      row.id === 3 ? { ...row, assignee: me, status: "resolved" as const } : row,
    );
    const state = play(
      initialState,
      { type: "me", me },
      { type: "listPage", list: listKey(mine), page: page(assigned, 10), first: true },
      { type: "listPage", list: listKey(nobodys), page: page([], 10), first: true },
    );
    expect(shown(state, mine)).toEqual([3]);
    expect(shown(state, nobodys)).toEqual([4, 2, 1]);
  });

  test("a search keeps the server's order", () => {
    const search: ListQuery = { ...viewQuery("all"), q: "ana" };
    const found: Action = {
      type: "listPage",
      list: listKey(search),
      page: page([rows[3] ?? conversation(), rows[0] ?? conversation()], 10),
      first: true,
    };
    expect(shown(play(initialState, { type: "me", me }, found), search)).toEqual([1, 4]);
  });

  test("after a reset only the fresh snapshot is believed", () => {
    const other = conversation({ id: 70, inbox: 8, last_activity_at: "2026-11-21T08:30:00Z" });
    const state = play(
      initialState,
      ...loaded,
      { type: "threadOpened", conversation: 4 },
      messageEvent(11, { id: 1, conversation: 4, content: "stale" }),
      event(500, { k: "conversation.updated", d: other }),
      { type: "snapshot", inboxes: [7], list, page: page([rows[0] ?? conversation()], 3) },
      {
        type: "threadPage",
        conversation: 4,
        page: page([message({ id: 2, conversation: 4, content: "fresh" })], 3),
      },
    );
    expect(shown(state)).toEqual([70, 4]);
    expect(contents(state, 4)).toEqual(["fresh"]);
    // Numbers began anew: a low one counts.
    expect(play(state, conversationEvent(4, { id: 4, unread: 9 })).conversations.get(4)?.unread).toBe(9);
  });
});

const ana = conversation().contact;
const shop = me.inboxes[0] as (typeof me.inboxes)[number];

test("contacts and inboxes are renamed where they are shown", () => {
  const state = play(
    initialState,
    ...open,
    event(11, { k: "contact.updated", d: { ...ana, name: "Anna", addresses: [], blocked: true } }),
    event(12, { k: "inbox.updated", d: { ...shop, name: "Store" } }),
    event(13, { k: "unknown", kind: "label.created" }),
  );
  expect(state.conversations.get(9)?.contact).toMatchObject({ name: "Anna", blocked: true });
  expect(state.me?.inboxes[0]?.name).toBe("Store");
});

test("the title counts what waits for me: open, unread, mine or nobody's", () => {
  const rows = [
    conversation({ id: 1, unread: 3 }),
    conversation({ id: 2, unread: 1, assignee: me }),
    conversation({ id: 3, unread: 1, assignee: mia }),
    conversation({ id: 4, unread: 1, status: "resolved" }),
    conversation({ id: 5 }),
  ];
  const state = play(
    initialState,
    { type: "me", me },
    { type: "listPage", list, page: page(rows, 10), first: true },
  );
  expect(unreadCount(state)).toBe(2);
  // The server has counted those, too, that no list has loaded.
  const counts = { "unread:mine": 4, "unread:unassigned": 30 };
  const answer = { counts, most: 10_000, feed: {} };
  expect(unreadCount(play(state, { type: "counts", answer }))).toBe(34);
  // Too many to be counted: what is loaded.
  const fewer = { ...answer, counts: { "unread:mine": 4 } };
  expect(unreadCount(play(state, { type: "counts", answer: fewer }))).toBe(2);
});
