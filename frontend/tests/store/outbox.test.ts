import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError, NoAnswer } from "../../src/protocol/rest/request";
import { OutboxRunner } from "../../src/store/sending/outbox";
import type { Message } from "../../src/protocol";
import { PersistedDrafts } from "../../src/store/drafts/persistedDrafts";
import { pendingOf, sendable, type Pending } from "../../src/store/state/pending";
import { Store } from "../../src/store/state/store";
import { MemoryStorage } from "../support/fakes";
import { conversation, message } from "../support/samples";

let storage: MemoryStorage;
let store: Store;
let runner: OutboxRunner;
const posted: string[] = [];
let answer: (pending: Pending) => Promise<Message>;

const resolved: number[] = [];
const draft = (clientId: string, conversation = 9, thenResolve = false) =>
  pendingOf({
    clientId,
    conversation,
    content: `text ${clientId}`,
    at: `2026-11-21T08:00:0${clientId}Z`,
    lastSeenSeq: 4,
    thenResolve,
  });
const refusal = (status: number, code = "x", retryAfter: number | null = null, body: unknown = null) =>
  new ApiError(status, code, "No.", {}, retryAfter, body);
const settle = () => vi.advanceTimersByTimeAsync(0);
const states = () => store.get().outbox.map(({ clientId, state }) => `${clientId} ${state}`);

function run(): OutboxRunner {
  store = new Store((callback) => setTimeout(callback, 0));
  runner = new OutboxRunner({
    store,
    persistedDrafts: new PersistedDrafts(1, storage),
    post: (pending) => {
      posted.push(pending.clientId);
      return answer(pending);
    },
    resolve: async (conversation) => {
      resolved.push(conversation);
    },
    random: () => 1,
  });
  return runner;
}

const queue = (...pendings: Pending[]) => {
  for (const pending of pendings) store.dispatch({ type: "queued", pending });
};
const accept = (pending: Pending): Promise<Message> =>
  Promise.resolve(
    message({
      id: Number(pending.clientId),
      client_id: pending.clientId,
      conversation: pending.conversation,
    }),
  );

beforeEach(() => {
  vi.useFakeTimers();
  storage = new MemoryStorage();
  posted.length = 0;
  resolved.length = 0;
  answer = accept;
  run();
});
afterEach(() => {
  runner.close();
  vi.useRealTimers();
});

test("one conversation's messages leave one after the other, two conversations' at once", async () => {
  const answers: (() => void)[] = [];
  answer = (pending) => new Promise((resolve) => answers.push(() => void accept(pending).then(resolve)));
  queue(draft("1"), draft("2"), draft("3", 8));
  expect(posted).toEqual(["1", "3"]);
  answers[0]?.();
  await settle();
  expect(posted).toEqual(["1", "3", "2"]);
});

test("without an answer it is sent again, under the same client_id and in order", async () => {
  answer = () => Promise.reject(new NoAnswer());
  queue(draft("1"), draft("2"));
  await settle();
  expect(states()).toEqual(["1 waiting", "2 waiting"]);
  answer = accept;
  await vi.advanceTimersByTimeAsync(1000);
  expect(posted).toEqual(["1", "1", "2"]);
  expect(store.get().outbox).toEqual([]);
});

test("when the connection is back nobody waits for the timer", async () => {
  answer = () => Promise.reject(new NoAnswer());
  queue(draft("1"));
  await settle();
  answer = accept;
  runner.kick();
  await settle();
  expect(store.get().outbox).toEqual([]);
});

test("send and resolve: resolved only after it was accepted, since sending reopens", async () => {
  answer = () => Promise.reject(new NoAnswer());
  queue(draft("1", 9, true));
  await settle();
  expect(resolved).toEqual([]);
  answer = accept;
  await vi.advanceTimersByTimeAsync(1000);
  expect([posted, resolved]).toEqual([["1", "1"], [9]]);
});

test("a busy server is asked again when it said so", async () => {
  answer = () => Promise.reject(refusal(503, "overloaded", 7));
  queue(draft("1"));
  await vi.advanceTimersByTimeAsync(6999);
  expect(posted).toEqual(["1"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(posted).toEqual(["1", "1"]);
});

test("a refused message says why and does not stop the next one", async () => {
  answer = (pending) =>
    pending.clientId === "1" ? Promise.reject(refusal(400, "too_long")) : accept(pending);
  queue(draft("1"), draft("2"));
  await settle();
  expect(states()).toEqual(["1 refused"]);
  expect(store.get().outbox[0]?.refusal).toEqual({ code: "too_long", sentence: "No." });
});

test("a colleague's answer holds the conversation until the agent has decided", async () => {
  const newer = [message({ id: 77, direction: "outbound" })];
  answer = () =>
    Promise.reject(
      refusal(409, "newer_activity", null, { code: "newer_activity", detail: "Mia", errors: {}, newer }),
    );
  queue(draft("1"), draft("2"));
  await settle();
  expect(states()).toEqual(["1 conflict", "2 waiting"]);
  expect(store.get().outbox[0]?.newer).toEqual(newer);
  answer = accept;
  store.dispatch({ type: "pendingChanged", clientId: "1", change: { state: "waiting", lastSeenSeq: null } });
  await settle();
  expect(posted).toEqual(["1", "1", "2"]);
});

test("logged out: it waits, and goes out after logging in", async () => {
  answer = () => Promise.reject(refusal(401));
  queue(draft("1"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(posted).toEqual(["1"]);
  answer = accept;
  runner.kick();
  await settle();
  expect(store.get().outbox).toEqual([]);
});

describe("what outlives a reload", () => {
  test("unsent messages, in the order of writing", async () => {
    answer = () => new Promise(() => {});
    queue(draft("2"), draft("1"));
    runner.close();
    answer = accept;
    posted.length = 0;
    run();
    await settle();
    expect(posted).toEqual(["1", "2"]);
    expect(storage.length).toBe(0);
  });

  test("garbage in the storage is passed over", () => {
    storage.setItem("client.outbox.1.bad", "{");
    storage.setItem("client.outbox.1.worse", "{}");
    new PersistedDrafts(1, storage).remember(draft("1"));
    expect(new PersistedDrafts(1, storage).outbox().map(({ clientId }) => clientId)).toEqual(["1"]);
  });
});

test("sendable: the first of each conversation that is not refused, if nothing holds it", () => {
  const outbox = [
    { ...draft("1"), state: "refused" as const },
    draft("2"),
    { ...draft("3", 8), state: "conflict" as const },
    draft("4", 8),
    { ...draft("5", 7), state: "sending" as const },
    draft("6", 7),
  ];
  expect(sendable(outbox).map(({ clientId }) => clientId)).toEqual(["2"]);
});

test("a window that closed behind our back is known from the refusal on", async () => {
  store.dispatch({
    type: "conversation",
    conversation: conversation({ window: { open: true, closes_at: "2026-11-21T08:00:00Z" } }),
    version: undefined,
  });
  const window = { open: false, closes_at: "2026-11-21T07:59:00Z" };
  answer = () =>
    Promise.reject(
      refusal(409, "window_closed", null, { code: "window_closed", detail: "Too late.", window }),
    );
  queue(draft("1"));
  await settle();
  expect(states()).toEqual(["1 refused"]);
  expect(store.get().conversations.get(9)?.window).toEqual(window);
});

test("what an older console kept is sent as the text that it was", async () => {
  runner.close();
  const { kind, payload, replyTo, template, hold, file, media, ...old } = draft("1");
  storage.setItem("client.outbox.1.1", JSON.stringify(old));
  answer = (pending) => {
    expect(pending).toMatchObject({ kind, payload, replyTo, template, hold, file, media });
    return accept(pending);
  };
  run();
  await settle();
  expect(posted).toEqual(["1"]);
  expect(store.get().outbox).toEqual([]);
});
