/** Who is logged in, as an admin or another tab changes them. */
// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { OwnProfile } from "../../src/store/ownProfile";
import { SessionCheck } from "../../src/store/sessionCheck";
import { Signal } from "../../src/store/signal";
import { Store } from "../../src/store/state/store";
import { me } from "../support/samples";
import { FakeServer } from "../support/server";

const ME = /^\/api\/me\/$/u;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function known() {
  const server = new FakeServer().on("GET", ME, { ...me, name: "Samuel" });
  const loggedOut = new Signal(false);
  const session = new SessionCheck({ loggedOut, returned: () => {} }, me);
  return { server, loggedOut, own: new OwnProfile(new Store((run) => run()), session, me) };
}

test("what several inboxes tell is asked for once", async () => {
  const { server, own } = known();
  own.heard(me.id);
  own.heard(me.id);
  await vi.advanceTimersByTimeAsync(1000);
  expect(server.count("GET", ME)).toBe(1);
  expect(own.me.name).toBe("Samuel");
});

describe("where somebody else has logged in in another tab, this one is over and shows nobody else", () => {
  const other = { ...me, id: me.id + 1, name: "Somebody else" };

  test("by what is read", async () => {
    const { server, own, loggedOut } = known();
    server.on("GET", ME, other);
    own.heard(me.id);
    await vi.advanceTimersByTimeAsync(1000);
    expect([own.me, loggedOut.get()]).toEqual([me, true]);
  });

  test("by the answer to a new name", async () => {
    const { server, own, loggedOut } = known();
    server.on("PATCH", ME, other);
    expect(await own.rename("Samuel")).toBeNull();
    expect([own.me, loggedOut.get()]).toEqual([me, true]);
  });
});

test("of a colleague nothing is asked for", async () => {
  const { server, own } = known();
  own.heard(me.id + 1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(server.count("GET", ME)).toBe(0);
});

test("without an answer the name that is known stays", async () => {
  const { server, own } = known();
  server.on("GET", ME, new Error("no network"));
  own.heard(me.id);
  await vi.advanceTimersByTimeAsync(1000);
  expect(own.me.name).toBe(me.name);
});

test("nothing is asked for once the console is closed", async () => {
  const { server, own } = known();
  own.heard(me.id);
  own.close();
  await vi.advanceTimersByTimeAsync(1000);
  expect(server.count("GET", ME)).toBe(0);
});
