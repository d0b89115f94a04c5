/** Drafts that are sent, in this window or another, and those of two tabs of one browser. */
// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { NO_DRAFT, NOTHING } from "../../src/store/drafts/draft";
import { PAUSE_MS } from "../../src/store/drafts/draftSync";
import { besides, received } from "../../src/store/drafts/merging";
import { content, Devices, PLACE, savedDraft, type Device } from "../support/drafts";
import { MemoryStorage } from "../support/fakes";
import { message } from "../support/samples";

let devices: Devices;
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const device = (storage?: MemoryStorage): Device => devices.add(storage);
const written = (): string[] => devices.written();

beforeEach(() => {
  vi.useFakeTimers();
  devices = new Devices();
});
afterEach(() => {
  devices.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("what becomes of it", () => {
  test("is not emptied at the server before its message is there", async () => {
    const { drafts, sync, type } = device();
    type("Hello");
    await pass(PAUSE_MS);
    devices.isSending = true;
    drafts.clear(PLACE);
    await pass(60_000);
    expect(written()).toEqual(["Hello"]);
    // The message was given up.
    devices.isSending = false;
    sync.sent();
    await pass(PAUSE_MS);
    expect(written()).toEqual(["Hello", ""]);
  });

  test("one that another window has sent is not sent again", () => {
    const { drafts, type, text } = device();
    const sent = message({ direction: "outbound", content: "Hello", timestamp: new Date().toISOString() });
    type("Hello ");
    drafts.appeared(sent);
    expect(text()).toBe("");
    type("Hello you");
    drafts.appeared(sent);
    expect(text()).toBe("Hello you");
    drafts.edit({ conversation: 9, mode: "note" }, { text: "Hello" });
    drafts.appeared(sent);
    expect(drafts.get({ conversation: 9, mode: "note" }).content.text).toBe("Hello");
  });

  test("the same words, long after they were sent, are new", () => {
    const { drafts, type, text } = device();
    type("Hello");
    const long = new Date(Date.now() - 3_600_000).toISOString();
    drafts.appeared(message({ direction: "outbound", content: "Hello", timestamp: long }));
    expect(text()).toBe("Hello");
  });
});

describe("two tabs of one browser", () => {
  /** What a browser tells its other tabs. */
  function tell(to: Device, storage: MemoryStorage): void {
    const key = "client.draft.1.9.reply";
    const event = Object.assign(new Event("storage"), { key, newValue: storage.getItem(key) });
    to.page.dispatchEvent(event);
  }

  test("the other shows what is typed, at once, and leaves the saving to this one", async () => {
    const storage = new MemoryStorage();
    const [one, other] = [device(storage), device(storage)];
    one.type("Hel");
    tell(other, storage);
    one.type("Hello");
    tell(other, storage);
    expect(other.text()).toBe("Hello");
    await pass(PAUSE_MS);
    other.sync.frame(devices.frame());
    await pass(60_000);
    expect(written()).toEqual(["Hello"]);
    one.drafts.clear(PLACE);
    tell(other, storage);
    expect(other.text()).toBe("");
  });

  test("what a killed tab had not saved the other saves", async () => {
    const storage = new MemoryStorage();
    const [one, other] = [device(storage), device(storage)];
    one.type("Hello");
    one.sync.close();
    tell(other, storage);
    await pass(60_000);
    expect(written()).toEqual(["Hello"]);
  });

  test("both type without a network: neither loses a word", () => {
    const storage = new MemoryStorage();
    const [one, other] = [device(storage), device(storage)];
    one.type("From one");
    other.type("From the other");
    tell(one, storage);
    expect([one.text(), one.others()]).toEqual(["From one", ["From the other"]]);
  });
});

test("what says nothing new is not offered", () => {
  const mine = { ...NO_DRAFT, content: content("Hello Zoe") };
  expect(received(mine, savedDraft("Hello", 5)).others).toEqual([]);
  expect(received(mine, savedDraft("Dear", 5)).others).toHaveLength(1);
  expect(besides(mine, content("Hello"))).toBe(mine);
  expect(besides(mine, NOTHING)).toBe(mine);
});

test("more than the server takes become one, of which no word is missing", () => {
  let mine = { ...NO_DRAFT, content: content("mine") };
  for (const text of ["one", "two", "three", "four", "five", "six"]) mine = besides(mine, content(text));
  expect(mine.others).toHaveLength(5);
  const all = mine.others.map(({ text }) => text).join(" ");
  for (const text of ["one", "two", "three", "four", "five", "six"]) expect(all).toContain(text);
});
