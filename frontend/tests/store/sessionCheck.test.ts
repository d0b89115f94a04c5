/** A socket that is told to log in: has the session ended, or only this one's? */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SessionCheck, SETTLES_MS } from "../../src/store/sessionCheck";
import { Signal } from "../../src/store/signal";
import { me } from "../support/samples";
import { FakeServer } from "../support/server";

let server: FakeServer;
let check: SessionCheck;
const client = { loggedOut: new Signal(false), returned: vi.fn<() => void>() };

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  vi.stubGlobal("location", { href: "http://console.test/" });
  vi.stubGlobal("document", { cookie: "" });
  server = new FakeServer();
  client.loggedOut.set(false);
  check = new SessionCheck(client, me);
});
afterEach(() => {
  check.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const settle = async (ms = SETTLES_MS): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms));
const outcome = () => ({ returned: client.returned.mock.calls.length, loggedOut: client.loggedOut.get() });

test("who is still logged in goes on", async () => {
  server.on("GET", /\/api\/me\/$/u, me);
  check.isDoubtful();
  await settle();
  expect(outcome()).toEqual({ returned: 1, loggedOut: false });
});

test("who is not has to log in", async () => {
  server.refuses("GET", /\/api\/me\/$/u, 401, {});
  check.isDoubtful();
  await settle();
  expect(outcome()).toEqual({ returned: 0, loggedOut: true });
});

test.each([
  ["is somebody else by now", { ...me, id: me.id + 1 }],
  ["gets no answer", new TypeError("no network")],
])("so does who %s", async (_, answer) => {
  server.on("GET", /\/api\/me\/$/u, answer);
  check.isDoubtful();
  await settle();
  expect(outcome()).toEqual({ returned: 0, loggedOut: true });
});

test("a socket that is refused again and again is not tried for ever", async () => {
  server.on("GET", /\/api\/me\/$/u, me);
  check.isDoubtful();
  await settle();
  check.isDoubtful();
  await settle();
  expect(outcome()).toEqual({ returned: 1, loggedOut: true });
});

test("but one that was in sync meanwhile is", async () => {
  server.on("GET", /\/api\/me\/$/u, me);
  check.isDoubtful();
  await settle();
  check.isFine();
  check.isDoubtful();
  await settle();
  expect(outcome()).toEqual({ returned: 2, loggedOut: false });
});

test("nobody is asked before the request that gives another session has been answered", async () => {
  server.on("GET", /\/api\/me\/$/u, me);
  let answer = (): void => {};
  const request = new Promise<void>((resolve) => {
    answer = resolve;
  });
  void check.renewed(request);
  check.isDoubtful();
  await settle(10 * SETTLES_MS);
  expect(server.asked).toEqual([]);
  answer();
  await settle();
  expect(outcome()).toEqual({ returned: 1, loggedOut: false });
});
