import { describe, expect, test } from "vitest";
import { asMessage, pendingOf } from "../../src/store/state/pending";
import { reduce } from "../../src/store/state/reducer";
import { threadRows } from "../../src/store/state/threadRows";
import { initialState, type Action, type State } from "../../src/store/state/state";
import { message, page, quote } from "../support/samples";

const play = (state: State, ...actions: Action[]): State => actions.reduce(reduce, state);
const messageEvent = (
  seq: number,
  change: Parameters<typeof message>[0],
  k: "created" | "updated" = "created",
): Action => ({
  type: "events",
  events: [{ inbox: 7, seq, event: { k: `message.${k}`, d: message(change) } }],
});

describe("optimistic messages", () => {
  const pending = pendingOf({
    clientId: "c1",
    conversation: 9,
    content: "Hello",
    at: "2026-11-21T08:00:00Z",
    lastSeenSeq: 10,
    thenResolve: false,
  });
  const queued: Action[] = [
    { type: "threadOpened", conversation: 9 },
    { type: "threadPage", conversation: 9, page: page([], 10) },
    { type: "queued", pending },
  ];
  const sent = {
    id: 5,
    client_id: "c1",
    direction: "outbound" as const,
    content: "Hello",
    status: "queued" as const,
  };
  const answer: Action = {
    type: "message",
    message: message({ ...sent, status: "sent" }),
    version: undefined,
  };
  const bubbles = (state: State) => {
    const thread = state.threads.get(9);
    return thread
      ? threadRows(thread, state.outbox, 9, () => "today", null).filter(({ type }) => type !== "day")
      : [];
  };

  test("one bubble, whichever of answer and event comes first, and with one key throughout", () => {
    const orders: Action[][] = [
      [answer, messageEvent(11, sent), messageEvent(12, { ...sent, status: "sent" }, "updated")],
      [messageEvent(11, sent), answer, messageEvent(12, { ...sent, status: "sent" }, "updated")],
      [messageEvent(11, sent), messageEvent(12, { ...sent, status: "sent" }, "updated"), answer],
    ];
    for (const order of orders) {
      let state = play(initialState, ...queued);
      expect(bubbles(state)).toMatchObject([{ type: "pending", key: "c1" }]);
      for (const action of order) {
        state = play(state, action);
        expect(bubbles(state)).toMatchObject([{ type: "message", key: "c1" }]);
      }
      expect(state.outbox).toEqual([]);
      expect(state.threads.get(9)?.messages[0]?.status).toBe("sent");
    }
  });

  test("also when only a page brings it", () => {
    const state = play(initialState, ...queued, {
      type: "threadPage",
      conversation: 9,
      page: page([message(sent)], 11),
    });
    expect(bubbles(state)).toMatchObject([{ type: "message", key: "c1" }]);
  });

  test("also when its thread is not open", () => {
    const state = play(initialState, { type: "queued", pending }, messageEvent(11, sent));
    expect(state.outbox).toEqual([]);
  });

  test("the same draft is queued once", () => {
    expect(play(initialState, { type: "queued", pending }, { type: "queued", pending }).outbox).toHaveLength(
      1,
    );
  });
});

describe("its bubble before the server shows it", () => {
  const base = {
    clientId: "c1",
    conversation: 9,
    content: "Look",
    at: "2026-11-21T08:00:00Z",
    lastSeenSeq: 10,
    thenResolve: false,
  };
  const file = { kind: "image", name: "a.png", type: "image/png", size: 3, voice: false } as const;

  test("a file with its picture and caption", () => {
    const shown = asMessage(pendingOf({ ...base, kind: "image", file }), "blob:x");
    expect(shown).toMatchObject({ kind: "image", direction: "outbound", client_id: "c1", status: "queued" });
    expect(shown.attachments).toMatchObject([
      { kind: "image", state: "ready", url: "blob:x", caption: "Look", filename: "a.png", size: 3 },
    ]);
  });

  test("without its bytes it is not there yet", () => {
    expect(asMessage(pendingOf({ ...base, kind: "image", file }), null).attachments).toMatchObject([
      { state: "pending", url: null },
    ]);
  });

  test("a quote, and that it waits for the customer", () => {
    const shown = asMessage(pendingOf({ ...base, replyTo: quote("?", { id: 4 }), hold: true }), null);
    expect(shown).toMatchObject({ reply_to: { id: 4, preview: "?" }, status: "held", attachments: [] });
  });
});
