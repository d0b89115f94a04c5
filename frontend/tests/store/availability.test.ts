/** Who is there: what the server says, and what this window says of its agent. */
// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { AvailabilityFrame, ClientFrame } from "../../src/protocol";
import { Availabilities, availabilityIn, byAvailability } from "../../src/store/presence/availability";
import { IDLE_MS, SHARE_EVERY_MS } from "../../src/store/presence/idle";
import { me } from "../support/samples";
import { FakeServer } from "../support/server";

let sent: ClientFrame[];
let there: Availabilities;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sent = [];
  there = new Availabilities(me, (frame) => sent.push(frame));
  there.linked(true);
});
afterEach(() => {
  there.close();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const said = (): ClientFrame[] => sent.splice(0);
const idle = (is: boolean) => ({ op: "idle", idle: is });
const pass = (ms: number): void => void vi.advanceTimersByTime(ms);
const press = (): void => void window.dispatchEvent(new KeyboardEvent("keydown", { key: "a" }));
const of = (id: number) => availabilityIn(there.all.get(), id);

function hears(agents: AvailabilityFrame["agents"], choice: AvailabilityFrame["choice"] = null): void {
  there.received({ op: "availability", agents, choice });
}

/** What another tab wrote: storage events come to the others only. */
function otherTabIsTouched(): void {
  const newValue = String(Date.now());
  localStorage.setItem("console.touched", newValue);
  window.dispatchEvent(new StorageEvent("storage", { key: "console.touched", newValue }));
}

describe("colleagues", () => {
  test("are as they were said last, and offline where nothing was", () => {
    hears({ 2: "online", 3: "away" });
    hears({ 3: "online" });
    hears({ 2: "offline" });
    expect([of(2), of(3), of(4)]).toEqual(["offline", "online", "offline"]);
  });

  test("are not known without a connection, nor before the server has said anything", () => {
    expect(of(2)).toBeNull();
    hears({ 2: "online" });
    there.linked(false);
    expect(of(2)).toBeNull();
    there.linked(true);
    hears({}, "automatic");
    expect(of(2)).toBe("offline");
  });

  test("who is there come first, in the order in which they were", () => {
    hears({ 4: "online", 2: "away", 5: "online" });
    const rows = [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }, { id: 5 }];
    expect(rows.toSorted(byAvailability(there.all.get())).map(({ id }) => id)).toEqual([4, 5, 2, 1, 3]);
    there.linked(false);
    expect(rows.toSorted(byAvailability(there.all.get()))).toEqual(rows);
  });
});

describe("a window that nobody touches", () => {
  test("says at once that somebody is there, and after ten minutes that nobody does anything", () => {
    expect(said()).toEqual([idle(false)]);
    pass(IDLE_MS - 1);
    expect(said()).toEqual([]);
    pass(1);
    expect(said()).toEqual([idle(true)]);
    pass(IDLE_MS);
    expect(said()).toEqual([]);
    press();
    expect(said()).toEqual([idle(false)]);
    pass(IDLE_MS);
    expect(said()).toEqual([idle(true)]);
  });

  test("counts from the last touch", () => {
    said();
    pass(IDLE_MS - 1000);
    press();
    pass(IDLE_MS - 1);
    expect(said()).toEqual([]);
    pass(1);
    expect(said()).toEqual([idle(true)]);
  });

  test("is not idle while another tab is touched", () => {
    said();
    pass(IDLE_MS - 1000);
    otherTabIsTouched();
    pass(IDLE_MS - 1);
    expect(said()).toEqual([]);
    pass(1);
    expect(said()).toEqual([idle(true)]);
    otherTabIsTouched();
    expect(said()).toEqual([idle(false)]);
  });

  test("tells other tabs, but not of every key", () => {
    const written = vi.spyOn(Storage.prototype, "setItem");
    for (let at = 0; at < SHARE_EVERY_MS; at += 100) {
      press();
      pass(100);
    }
    expect(written).toHaveBeenCalledTimes(1);
    press();
    expect(written).toHaveBeenCalledTimes(2);
  });

  test("says it again on a new connection, as it is then", () => {
    said();
    there.linked(false);
    pass(IDLE_MS);
    expect(said()).toEqual([]);
    there.linked(true);
    expect(said()).toEqual([idle(true)]);
  });

  test("is listened to no more once it is closed", () => {
    there.close();
    said();
    pass(2 * IDLE_MS);
    press();
    expect(said()).toEqual([]);
  });
});

describe("a choice", () => {
  test("is shown at once and sent", async () => {
    const server = new FakeServer().on("PATCH", /\/api\/me\/$/u, { ...me, availability_choice: "away" });
    const done = there.choose("away");
    expect(there.choice.get()).toBe("away");
    await done;
    expect(server.bodies("PATCH", /./u)).toEqual([{ availability_choice: "away" }]);
  });

  test("that is refused is as it was before", async () => {
    new FakeServer().refuses("PATCH", /\/api\/me\/$/u, 503, {});
    await expect(there.choose("offline")).rejects.toThrow();
    expect(there.choice.get()).toBe("automatic");
  });

  test("of another window or browser is taken over", () => {
    hears({}, "offline");
    expect(there.choice.get()).toBe("offline");
    hears({ 2: "online" });
    expect(there.choice.get()).toBe("offline");
  });
});
