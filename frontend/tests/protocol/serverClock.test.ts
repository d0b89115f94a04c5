import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeServer } from "../support/server";

const HOUR_MS = 3_600_000;
const NOON = Date.parse("2026-11-24T12:00:00Z");

describe("the server's clock", () => {
  let clock: typeof import("../../src/protocol/serverClock");

  beforeEach(async () => {
    vi.useFakeTimers();
    vi.resetModules();
    clock = await import("../../src/protocol/serverClock");
  });
  afterEach(() => vi.useRealTimers());

  /** The computer's clock says `wrong` milliseconds too much; the answer took `took`. */
  function answer(wrong: number, took = 100): void {
    const received = NOON + wrong + took;
    vi.setSystemTime(received);
    clock.learnServerTime(new Date(NOON).toUTCString(), received - took, received);
  }

  test.each([26, -26, 0.5, -24 * 400])("goes on where this computer is %d hours wrong", (hours) => {
    answer(hours * HOUR_MS);
    expect(Math.abs(clock.serverNow() - NOON)).toBeLessThan(2000);
    vi.setSystemTime(Date.now() + HOUR_MS);
    expect(Math.abs(clock.serverNow() - NOON - HOUR_MS)).toBeLessThan(2000);
  });

  test("leaves a clock alone that may be right, however slow the answer was", () => {
    for (const took of [0, 100, 15_000]) {
      answer(0, took);
      expect(clock.serverNow()).toBe(Date.now());
    }
  });

  test("takes a clock that was set meanwhile, and says so", () => {
    const changed = vi.fn();
    const stop = clock.onServerClock(changed);
    answer(26 * HOUR_MS);
    answer(26 * HOUR_MS);
    expect(changed).toHaveBeenCalledTimes(1);
    answer(0);
    expect(changed).toHaveBeenCalledTimes(2);
    expect(clock.serverNow()).toBe(Date.now());
    stop();
    answer(HOUR_MS);
    expect(changed).toHaveBeenCalledTimes(2);
  });

  test.each([null, "", "yesterday"])("learns nothing from %j", (date) => {
    clock.learnServerTime(date, Date.now(), Date.now());
    expect(clock.serverNow()).toBe(Date.now());
  });

  test("has it measured when the computer's clock was set", () => {
    const measure = vi.fn();
    const stop = clock.watchClock(measure);
    vi.advanceTimersByTime(120_000);
    expect(measure).not.toHaveBeenCalled();
    vi.setSystemTime(Date.now() + 26 * HOUR_MS);
    vi.advanceTimersByTime(60_000);
    expect(measure).toHaveBeenCalledTimes(1);
    stop();
  });

  test("is read from every answer, a refusal too", async () => {
    const headers = { Date: new Date(Date.now() - 26 * HOUR_MS).toUTCString() };
    vi.stubGlobal("location", { href: "http://console/" });
    new FakeServer().on("GET", /./u, () => Response.json({ code: "no" }, { status: 403, headers }));
    const { call } = await import("../../src/protocol/rest/request");
    await call("/api/me/").catch(() => {});
    expect(Math.abs(clock.serverNow() - Date.now() + 26 * HOUR_MS)).toBeLessThan(3000);
  });
});

const SOURCES = join(import.meta.dirname, "../../src");
/** What lasts some seconds here is measured by this computer's clock, and compared with nothing of the server's. */
const DURATIONS = new Set([
  "protocol/serverClock.ts",
  "protocol/rest/request.ts",
  "protocol/socket/socket.ts",
  "store/sending/typing.ts",
  "store/drafts/drafts.ts",
  "store/drafts/draftSync.ts",
  "store/drafts/draftTabs.ts",
  "store/presence/idle.ts",
  "store/presence/presence.ts",
  "store/presence/seen.ts",
  "console/dialogs/voice/recorder.ts",
  "console/dialogs/voice/VoiceRecorder.tsx",
  "console/shell/useFigures.ts",
]);

test("nothing else asks this computer for the time: serverNow() says it", () => {
  const asking = globSync("**/*.{ts,tsx}", { cwd: SOURCES })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /\bDate\.now\b|new Date\(\)/u.test(readFileSync(join(SOURCES, path), "utf8")))
    .filter((path) => !DURATIONS.has(path));
  expect(asking).toEqual([]);
});
