import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError, NoAnswer } from "../../src/protocol/rest/request";
import { Sending } from "../../src/store/sending/sending";
import { decodeInbox } from "../../src/protocol";
import { Store } from "../../src/store/state/store";
import { conversation, me, message, quote } from "../support/samples";

interface Upload {
  form: FormData;
  progress: (loaded: number, total: number) => void;
  answers: (status: number, body: unknown) => void;
  dies: () => void;
}

const uploads: Upload[] = [];
const posts: { path: string; body: Record<string, unknown> }[] = [];
let answer: () => Response | Error;

class FakeRequest extends EventTarget {
  readonly upload = new EventTarget();
  status = 0;
  responseText = "";
  open = vi.fn();
  setRequestHeader = vi.fn();
  getResponseHeader = () => null;

  send(form: FormData): void {
    uploads.push({
      form,
      progress: (loaded, total) =>
        this.upload.dispatchEvent(Object.assign(new Event("progress"), { loaded, total })),
      answers: (status, body) => {
        this.status = status;
        this.responseText = JSON.stringify(body);
        this.dispatchEvent(new Event("load"));
      },
      dies: () => this.dispatchEvent(new Event("error")),
    });
  }
}

const chat = conversation();
const photo = {
  file: new Blob(["abc"], { type: "image/png" }),
  kind: "image",
  name: "a.png",
  type: "image/png",
  voice: false,
} as const;
const uploaded = { id: 44, kind: "image", state: "ready", url: "/api/attachments/44/file" };
let store: Store;
let sending: Sending;

beforeEach(() => {
  uploads.length = 0;
  posts.length = 0;
  answer = () => Response.json(message({ id: 5 }), { status: 201 });
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
  vi.stubGlobal("document", { cookie: "csrftoken=t0ken" });
  vi.stubGlobal("location", { href: "http://client.example/" });
  vi.stubGlobal("fetch", (path: string, { body }: RequestInit) => {
    posts.push({ path, body: JSON.parse(String(body)) as Record<string, unknown> });
    const said = answer();
    return said instanceof Error ? Promise.reject(said) : Promise.resolve(said);
  });
  store = new Store((callback) => callback());
  store.dispatch({ type: "me", me });
  store.dispatch({ type: "conversation", conversation: chat, version: undefined });
  sending = new Sending(store, () => 12);
});
afterEach(() => {
  sending.close();
  vi.unstubAllGlobals();
});

const first = () => {
  const [pending] = store.get().outbox;
  if (!pending) throw new Error("nothing is waiting");
  return pending;
};

describe("a file", () => {
  test("goes first, then the message that shows it", async () => {
    sending.sendFile(chat, photo, { content: "Look", replyTo: quote("?", { id: 3 }) });
    const posted = sending.post(first());
    const [upload] = uploads;
    expect(Object.fromEntries(upload?.form ?? [])).toMatchObject({
      inbox: "7",
      file: expect.objectContaining({ name: "a.png", type: "image/png" }),
    });
    upload?.progress(1, 2);
    expect(sending.uploads.get(first().clientId)?.progress.get()).toBe(0.5);
    upload?.answers(201, uploaded);
    expect((await posted).id).toBe(5);
    expect(posts).toMatchObject([
      {
        path: "/api/conversations/9/messages/",
        body: { kind: "image", content: "Look", media: 44, reply_to: 3, last_seen_seq: 12 },
      },
    ]);
    expect(posts[0]?.body).not.toHaveProperty("payload");
  });

  test("is not uploaded again when only the message's answer was lost", async () => {
    answer = () => new TypeError("lost");
    sending.sendFile(chat, photo, { content: "" });
    const posted = sending.post(first());
    uploads[0]?.answers(201, uploaded);
    await expect(posted).rejects.toBeInstanceOf(NoAnswer);
    answer = () => Response.json(message({ id: 5 }), { status: 201 });
    await sending.post(first());
    expect(uploads).toHaveLength(1);
    expect(posts.map(({ body }) => body["client_id"])).toEqual([first().clientId, first().clientId]);
  });

  test("is tried again when its own upload was lost, and refused in the server's words", async () => {
    sending.sendFile(chat, photo, { content: "" });
    const lost = sending.post(first());
    uploads[0]?.dies();
    await expect(lost).rejects.toBeInstanceOf(NoAnswer);
    const refused = sending.post(first());
    uploads[1]?.answers(400, { code: "invalid", detail: "Too large.", errors: { file: ["At most 5 MB."] } });
    await expect(refused).rejects.toMatchObject({ status: 400, sentence: "At most 5 MB." });
    expect(posts).toEqual([]);
  });

  test("whose bytes went with a reload is refused, not lost in silence", async () => {
    sending.sendFile(chat, photo, { content: "" });
    const kept = first();
    const other = new Sending(store, () => 12);
    await expect(other.post(kept)).rejects.toMatchObject({ code: "file_gone" });
    await expect(other.post(kept)).rejects.toBeInstanceOf(ApiError);
    other.close();
  });

  test("is not lost to news that arrives in the moment of sending", async () => {
    const later: (() => void)[] = [];
    const busy = new Store((callback) => later.push(callback));
    busy.dispatch({ type: "conversation", conversation: chat, version: undefined });
    const other = new Sending(busy, () => 12);
    // Waits for the next frame; sending does not, and lets it go first.
    busy.event({ inbox: 7, seq: 13, event: { k: "message.created", d: message({ id: 6 }) } });
    other.sendFile(chat, photo, { content: "" });
    expect(other.uploads.get(busy.get().outbox[0]?.clientId ?? "")).toBeDefined();
    other.close();
  });

  test("is forgotten once its message is done", () => {
    sending.sendFile(chat, photo, { content: "" });
    const { clientId } = first();
    expect(sending.uploads.get(clientId)).toBeDefined();
    store.dispatch({ type: "pendingRemoved", clientId });
    expect(sending.uploads.get(clientId)).toBeUndefined();
  });
});

test("of a template the choice goes, not what its bubble shows", async () => {
  const template = { name: "order", language: "en", variables: { "body.1": "MO-1" } };
  sending.send(chat, {
    kind: "template",
    content: "Order MO-1",
    payload: { shown: { body: "Order MO-1" } },
    template,
  });
  await sending.post(first());
  expect(posts[0]?.body).toEqual({
    kind: "template",
    content: "",
    client_id: first().clientId,
    last_seen_seq: 12,
    seen_client_ids: [],
    template,
  });
});

test("a held text goes with the template that asks for an answer", async () => {
  const template = { name: "noch_da", language: "de", variables: {} };
  sending.send(chat, { content: "It is here", hold: true, template });
  await sending.post(first());
  expect(posts[0]?.body).toMatchObject({ kind: "text", content: "It is here", hold: true, template });
});

test("a text that waits whatever the window says that, and nothing of the window", async () => {
  sending.send(chat, { content: "When you are back", untilReply: true });
  await sending.post(first());
  expect(posts[0]?.body).toMatchObject({ content: "When you are back", until_reply: true });
  expect(posts[0]?.body).not.toHaveProperty("hold");
});

test("half a character is made whole: the server takes no lone surrogates", () => {
  sending.send(chat, { content: "a\uD83D" });
  expect(first().content).toBe("a\uFFFD");
});

test.each([
  ["where the customer sees it", "open", true, 1],
  ["never, by policy", "never", true, 0],
  ["where the provider cannot", "open", false, 0],
])("typing is told %s", (_, read_policy, typing, times) => {
  const inbox = decodeInbox(
    { id: 7, name: "Shop", address: "1", transport: "x", read_policy, capabilities: { typing } },
    "inbox",
  );
  store.dispatch({ type: "me", me: { ...me, inboxes: [inbox] } });
  answer = () => new Response(null, { status: 204 });
  sending.typed(chat);
  expect(posts).toHaveLength(times);
});

describe("what this window has sent itself", () => {
  const ids = (): string[] => store.get().outbox.map(({ clientId }) => clientId);
  const last = () => store.get().outbox.at(-1);

  test("is known to what it sends afterwards, until the feed has brought it", () => {
    sending.send(chat, { content: "one" });
    sending.send(chat, { content: "two" });
    sending.send(conversation({ id: 8 }), { content: "elsewhere" });
    const [one = "", two = ""] = ids();
    expect(last()?.seenClientIds).toEqual([]);
    // The server has answered, and the feed has not said so yet.
    store.dispatch({ type: "message", message: message({ id: 5, client_id: one }), version: undefined });
    sending.send(chat, { content: "three" });
    expect(last()?.seenClientIds).toEqual([one, two]);
    sending.heard({ k: "message.created", d: message({ id: 5, client_id: one }) });
    sending.send(chat, { content: "four" });
    expect(last()?.seenClientIds).toEqual([two, ids().at(-2)]);
    expect([one, "another"].map((id) => sending.isOwn(id))).toEqual([true, false]);
  });

  test("what was refused is sent again by what the agent sees by then", () => {
    sending.send(chat, { content: "one" });
    const { clientId } = first();
    store.dispatch({ type: "pendingChanged", clientId, change: { state: "refused", lastSeenSeq: 3 } });
    sending.send(chat, { content: "two" });
    sending.resend(clientId);
    expect(first()).toMatchObject({ state: "waiting", lastSeenSeq: 12, seenClientIds: ids() });
  });
});
