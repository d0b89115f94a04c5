/** Drafts of one agent: written a moment after the last letter, merged with what other devices write. */
// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { NoAnswer } from "../../src/protocol/rest/request";
import type { DraftGiven } from "../../src/protocol/rest/drafts";
import { NOTHING } from "../../src/store/drafts/draft";
import { LONGEST_MS, PAUSE_MS, RETRY_MS } from "../../src/store/drafts/draftSync";
import { swapped, without } from "../../src/store/drafts/merging";
import { Devices, PLACE, savedDraft, type Device } from "../support/drafts";
import { MemoryStorage } from "../support/fakes";
import { page } from "../support/samples";

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

describe("saving", () => {
  test("is one write a moment after the last letter, never one a key", async () => {
    const { type } = device();
    for (const text of ["H", "He", "Hel", "Hell", "Hello"]) {
      type(text);
      // oxlint-disable-next-line no-await-in-loop -- one letter after the other
      await pass(PAUSE_MS - 1);
    }
    expect(written()).toEqual([]);
    await pass(1);
    expect(written()).toEqual(["Hello"]);
    await pass(60_000);
    expect(written()).toEqual(["Hello"]);
  });

  test("who writes without a pause is saved all the same, and at most once a second", async () => {
    const { type } = device();
    for (let letters = 1; letters <= 100; letters += 1) {
      type("x".repeat(letters));
      // oxlint-disable-next-line no-await-in-loop -- one letter after the other
      await pass(120);
    }
    const seconds = (100 * 120) / 1000;
    expect(written().length).toBeGreaterThanOrEqual(Math.floor(seconds / (LONGEST_MS / 1000)));
    expect(written().length).toBeLessThanOrEqual(seconds);
  });

  test("is done at once when the text is left", async () => {
    const { type, sync } = device();
    type("Hello");
    sync.flush(PLACE);
    await pass(0);
    expect(written()).toEqual(["Hello"]);
  });

  test("goes on after the network was away, with what is written by then", async () => {
    const { type } = device();
    devices.server.on("PUT", /\/draft\/$/u, new NoAnswer("x"));
    type("Hel");
    await pass(PAUSE_MS);
    type("Hello");
    devices.takes();
    await pass(RETRY_MS);
    expect(written()).toEqual(["Hello"]);
  });

  test("what the server refuses for what it says is not sent again until it says something else", async () => {
    const { type } = device();
    devices.server.refuses("PUT", /\/draft\/$/u, 400, {});
    type("x".repeat(30_000));
    await pass(60_000);
    expect(devices.server.count("PUT", /draft/u)).toBe(1);
    type("x");
    await pass(PAUSE_MS);
    expect(devices.server.count("PUT", /draft/u)).toBe(2);
  });

  test("a reload finds the text, and an answer that was lost is no other device's", async () => {
    const storage = new MemoryStorage();
    const first = device(storage);
    devices.server.on("PUT", /\/draft\/$/u, ({ body }) => {
      devices.remote.put(body as DraftGiven);
      return new NoAnswer("lost");
    });
    first.type("Dear Zoe");
    await pass(PAUSE_MS);
    first.sync.close();
    first.type("Hello Zoe");
    devices.takes();
    const again = device(storage);
    expect(again.text()).toBe("Hello Zoe");
    await again.sync.refresh();
    await pass(PAUSE_MS);
    expect(again.others()).toEqual([]);
    expect(devices.remote.row?.content.text).toBe("Hello Zoe");
  });
});

describe("two devices", () => {
  test("the one that only looks shows what the other writes", async () => {
    const [phone, laptop] = [device(), device()];
    laptop.type("Hello");
    await pass(PAUSE_MS);
    phone.sync.frame(devices.frame());
    expect(phone.text()).toBe("Hello");
    laptop.type("");
    await pass(PAUSE_MS);
    phone.sync.frame(devices.frame());
    expect(phone.text()).toBe("");
    await pass(60_000);
    expect(written()).toEqual(["Hello", ""]);
  });

  test("both wrote: each keeps its own under the fingers, and is offered the other's", async () => {
    const [phone, laptop] = [device(), device()];
    laptop.type("From the laptop");
    await pass(PAUSE_MS);
    // It was offline, and has not heard of it.
    phone.type("From the phone");
    await pass(PAUSE_MS);
    expect(phone.text()).toBe("From the phone");
    expect(phone.others()).toEqual(["From the laptop"]);
    await pass(PAUSE_MS);
    expect(devices.remote.row?.content.text).toBe("From the phone");
    expect(devices.remote.row?.others.map(({ text }) => text)).toEqual(["From the laptop"]);
    // "Use": what was written here is offered instead; "Discard" ends it, everywhere.
    const [other = NOTHING] = phone.drafts.get(PLACE).others;
    phone.drafts.change(PLACE, swapped(phone.drafts.get(PLACE), other));
    expect([phone.text(), phone.others()]).toEqual(["From the laptop", ["From the phone"]]);
    const [mine = NOTHING] = phone.drafts.get(PLACE).others;
    phone.drafts.change(PLACE, without(phone.drafts.get(PLACE), mine));
    await pass(PAUSE_MS);
    laptop.sync.frame(devices.frame());
    expect([laptop.text(), laptop.others()]).toEqual(["From the laptop", []]);
  });

  test("one that was away reads what it missed: what is gone is gone, what it wrote is kept", async () => {
    const [phone, laptop] = [device(), device()];
    laptop.type("Hello");
    await pass(PAUSE_MS);
    await phone.sync.refresh();
    expect(phone.text()).toBe("Hello");
    laptop.type("");
    await pass(PAUSE_MS);
    await phone.sync.refresh();
    expect(phone.text()).toBe("");
    phone.type("New");
    await phone.sync.refresh();
    expect(phone.text()).toBe("New");
  });

  test("a list that was read before a write is not believed over it", async () => {
    const { sync, text } = device();
    let answer: (list: object) => void = () => {};
    devices.server.on("GET", /^\/api\/drafts\//u, () => new Promise((resolve) => (answer = resolve)));
    const reading = sync.refresh();
    await pass(0);
    sync.frame({ op: "draft", inbox: 7, conversation: 9, draft: savedDraft("From the laptop", 5) });
    answer(page([], 10));
    await reading;
    expect(text()).toBe("From the laptop");
  });
});
