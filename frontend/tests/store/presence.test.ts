/** What a window says of its agent, and what it believes of others. */
// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ClientFrame, PresenceFrame } from "../../src/protocol";
import { me } from "../support/samples";
import { draftersOf, peopleOf } from "../../src/store/presence/people";
import {
  LOOKING_EVERY_MS,
  Presence,
  STAYS_MS,
  TYPES_NO_MORE_MS,
  TYPING_EVERY_MS,
} from "../../src/store/presence/presence";

let sent: ClientFrame[];
let presence: Presence;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  presence = new Presence(me, (frame) => sent.push(frame));
  presence.linked(true);
});
afterEach(() => {
  presence.close();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Without whether somebody is there at all: availability.test.ts. */
const said = (): ClientFrame[] => sent.splice(0).filter(({ op }) => op !== "idle");
const pass = (ms: number): void => void vi.advanceTimersByTime(ms);
const viewing = (conversation: number | null) => ({ op: "viewing", conversation });
const typing = (conversation: number | null, note?: boolean) =>
  note === undefined ? { op: "typing", conversation } : { op: "typing", conversation, note };

function frame(change: Partial<PresenceFrame> = {}): PresenceFrame {
  return {
    op: "presence",
    inbox: 7,
    conversation: 9,
    agent: { id: 2, name: "Mia" },
    mode: "viewing",
    note: false,
    socket: "s1",
    ttl: 30,
    ...change,
  };
}

describe("looking", () => {
  test("is said when somebody stays, repeated, and taken back when they leave", () => {
    presence.opened(9);
    pass(STAYS_MS - 1);
    expect(said()).toEqual([]);
    pass(1);
    expect(said()).toEqual([viewing(9)]);
    pass(LOOKING_EVERY_MS);
    expect(said()).toEqual([viewing(9)]);
    presence.left(9);
    pass(STAYS_MS);
    expect(said()).toEqual([viewing(null)]);
    pass(LOOKING_EVERY_MS * 2);
    expect(said()).toEqual([]);
  });

  test("passing by is not said", () => {
    for (const id of [1, 2, 3, 4]) {
      presence.opened(id);
      pass(STAYS_MS / 2);
      presence.left(id);
    }
    presence.opened(5);
    pass(STAYS_MS);
    expect(said()).toEqual([viewing(5)]);
  });

  test("ends while nobody sees the window, and is said again after a lost connection", () => {
    presence.opened(9);
    pass(STAYS_MS);
    const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    document.dispatchEvent(new Event("visibilitychange"));
    pass(STAYS_MS);
    expect(said()).toEqual([viewing(9), viewing(null)]);
    visibility.mockReturnValue("visible");
    document.dispatchEvent(new Event("visibilitychange"));
    pass(STAYS_MS);
    expect(said()).toEqual([viewing(9)]);
    presence.linked(false);
    presence.linked(true);
    pass(STAYS_MS);
    expect(said()).toEqual([viewing(9)]);
  });
});

describe("typing", () => {
  test("that began before there was a connection is said when there is one", () => {
    presence.linked(false);
    presence.typed(9, true);
    said();
    presence.linked(true);
    expect(said()).toContainEqual(typing(9, true));
    presence.linked(false);
    presence.linked(true);
    pass(STAYS_MS);
    expect(said()).not.toContainEqual(typing(9, true));
  });

  test("is said at once and now and then, and taken back after a silence", () => {
    for (let letter = 0; letter < 5; letter += 1) {
      presence.typed(9);
      pass(TYPING_EVERY_MS / 4);
    }
    expect(said()).toEqual([typing(9, false), typing(9, false)]);
    pass(TYPES_NO_MORE_MS);
    expect(said()).toEqual([typing(null)]);
  });

  test("ends when it is sent or left, and a note is another thing than a reply", () => {
    presence.typed(9);
    presence.typed(9, true);
    presence.typed(null);
    presence.typed(null);
    presence.typed(9);
    presence.left(9);
    expect(said()).toEqual([typing(9, false), typing(9, true), typing(null), typing(9, false), typing(null)]);
  });
});

describe("others", () => {
  const names = (): string[] => peopleOf(presence.seen.of(9), 1).map(({ name }) => name);

  test("are seen until they end, leave or go elsewhere", () => {
    presence.received(frame());
    presence.received(frame({ agent: { id: 3, name: "Ben" }, socket: "s2", mode: "typing", ttl: 6 }));
    expect(names()).toEqual(["Mia", "Ben"]);
    pass(6000);
    expect(names()).toEqual(["Mia"]);
    presence.received(frame({ conversation: 8 }));
    expect(names()).toEqual([]);
    presence.received(frame({ ttl: 0 }));
    expect(presence.seen.of(8)).toHaveLength(1);
    presence.received(frame({ conversation: 8, ttl: 0 }));
    expect(presence.seen.all.get().size).toBe(0);
    presence.received(frame());
    pass(29_000);
    presence.received(frame());
    pass(29_000);
    expect(names()).toEqual(["Mia"]);
    presence.linked(false);
    expect(names()).toEqual([]);
  });

  test("are each shown once, oneself last", () => {
    presence.received(frame({ agent: { id: 1, name: "Me" }, socket: "s9" }));
    presence.received(frame());
    presence.received(frame({ socket: "s2" }));
    presence.received(frame({ mode: "typing", note: true, ttl: 6 }));
    expect(peopleOf(presence.seen.of(9), 1)).toEqual([
      { id: 2, name: "Mia", isMe: false, writes: "note" },
      { id: 1, name: "Me", isMe: true, writes: null },
    ]);
    presence.received(frame({ mode: "dancing" }));
    expect(presence.seen.of(9)).toHaveLength(4);
  });

  test("are the same list for as long as nothing changes", () => {
    presence.received(frame());
    const before = presence.seen.of(9);
    presence.received(frame({ conversation: 8, socket: "s2" }));
    presence.received(frame());
    expect(presence.seen.of(9)).toBe(before);
  });
});

describe("drafts of colleagues", () => {
  const draft = (agent: number, change: Partial<PresenceFrame> = {}): PresenceFrame =>
    frame({
      mode: "draft",
      agent: { id: agent, name: `A${agent}` },
      socket: "9 reply",
      ttl: 86_400,
      ...change,
    });
  const names = (): string[] => draftersOf(presence.seen.of(9), 1);

  test("of each, whatever window wrote it; one's own is none", () => {
    for (const agent of [1, 2, 3]) presence.received(draft(agent));
    presence.received(draft(2, { note: true, socket: "9 note" }));
    expect(names()).toEqual(["A2", "A3"]);
    presence.received(draft(2, { ttl: 0 }));
    expect(names()).toEqual(["A3", "A2"]);
    presence.received(draft(2, { note: true, socket: "9 note", ttl: 0 }));
    expect(names()).toEqual(["A3"]);
  });

  test("outlive a lost connection, as nobody repeats them, and are what the server lists", () => {
    presence.received(draft(2));
    presence.received(frame());
    presence.linked(false);
    expect(peopleOf(presence.seen.of(9), 1)).toEqual([]);
    expect(names()).toEqual(["A2"]);
    presence.seen.drafting(9, [{ agent: { id: 3, username: "a3", name: "A3" }, note: false }]);
    expect(names()).toEqual(["A3"]);
  });
});
