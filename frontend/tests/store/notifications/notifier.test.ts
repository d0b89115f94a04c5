/** When it rings, and what stands on the screen: once for many, never for what is looked at. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Conversation } from "../../../src/protocol";
import type { NotificationSettings } from "../../../src/protocol/notifications";
import { GATHER_MS, Notifier, REPEAT_MS, RING_EVERY_MS } from "../../../src/store/notifications/notifier";
import type { Telling } from "../../../src/store/notifications/telling";
import { conversation } from "../../support/samples";

const byAna = { kind: "contact", id: 3, name: "Ana" };

/** An agent whose tabs and choices can be changed meanwhile. */
function notified(change: Partial<NotificationSettings> = {}) {
  const world = {
    settings: {
      about: "unassigned",
      inboxes: [],
      sound: true,
      repeats: false,
      desktop: true,
      quiet_hours: null,
      ...change,
    } as NotificationSettings | null,
    isSeen: true,
    speaks: true,
    open: new Set<number>(),
    conversations: new Map<number, Conversation>(),
  };
  const ring = vi.fn();
  const show = vi.fn<(told: readonly Telling[]) => void>();
  const notifier = new Notifier({
    me: { id: 1, teams: [] },
    settings: () => world.settings,
    tabs: { speaks: () => world.speaks, looked: async () => ({ isSeen: world.isSeen, open: world.open }) },
    conversation: (id) => world.conversations.get(id),
    now: Date.now,
    ring,
    show,
  });
  const write = (id = 9): void => {
    const d = conversation({ id, unread: 1 });
    world.conversations.set(id, d);
    notifier.heard({ k: "conversation.updated", d }, byAna, { unread: 0 });
  };
  const shown = () => show.mock.lastCall?.[0].map((one) => one.conversation.id);
  return { world, ring, show, shown, notifier, write };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("a sound", () => {
  test("rings once for fifty messages at once", async () => {
    const { write, ring, show } = notified();
    for (let id = 1; id <= 50; id += 1) write(id);
    await pass(GATHER_MS);
    expect(ring).toHaveBeenCalledTimes(1);
    // The console is on the screen.
    expect(show).not.toHaveBeenCalled();
  });

  test("rings no more often than every few seconds, however much comes", async () => {
    const { write, ring } = notified();
    write(1);
    await pass(GATHER_MS);
    write(2);
    await pass(GATHER_MS);
    expect(ring).toHaveBeenCalledTimes(1);
    await pass(RING_EVERY_MS);
    write(6);
    await pass(GATHER_MS);
    expect(ring).toHaveBeenCalledTimes(2);
  });

  test.each<[string, (world: ReturnType<typeof notified>["world"]) => void]>([
    ["of what some tab is looking at", (world) => world.open.add(9)],
    ["in a tab that is not the one", (world) => (world.speaks = false)],
    ["before it is known what the agent wants", (world) => (world.settings = null)],
  ])("does not ring %s", async (_, arrange) => {
    const { world, write, ring, show } = notified();
    world.isSeen = false;
    arrange(world);
    write();
    await pass(GATHER_MS);
    expect(ring).not.toHaveBeenCalled();
    expect(show).not.toHaveBeenCalled();
  });

  test("is silent where the agent wants none", async () => {
    const { world, write, ring, shown } = notified({ sound: false });
    world.isSeen = false;
    write();
    await pass(GATHER_MS);
    expect(ring).not.toHaveBeenCalled();
    expect(shown()).toEqual([9]);
  });

  test("is repeated until it is read, where that is wanted", async () => {
    const { world, write, ring } = notified({ repeats: true });
    write();
    await pass(GATHER_MS + 2 * REPEAT_MS);
    expect(ring).toHaveBeenCalledTimes(3);
    world.conversations.set(9, conversation({ unread: 0 }));
    await pass(3 * REPEAT_MS);
    expect(ring).toHaveBeenCalledTimes(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is not repeated of what this tab does not know any more: it was read meanwhile, or is not", async () => {
    const { world, write, ring } = notified({ repeats: true });
    write();
    await pass(GATHER_MS);
    world.conversations.clear();
    await pass(2 * REPEAT_MS);
    expect(ring).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is repeated by the tab that speaks by then", async () => {
    const { world, write, ring } = notified({ repeats: true });
    world.speaks = false;
    write();
    await pass(GATHER_MS);
    world.speaks = true;
    await pass(REPEAT_MS);
    expect(ring).toHaveBeenCalledTimes(1);
  });

  test("is not repeated otherwise, nor once a colleague has it", async () => {
    const once = notified();
    once.write();
    await pass(GATHER_MS + REPEAT_MS);
    expect(once.ring).toHaveBeenCalledTimes(1);
    const taken = notified({ repeats: true });
    taken.write();
    await pass(GATHER_MS);
    const mia = { id: 2, username: "mia", name: "Mia" };
    taken.world.conversations.set(9, conversation({ unread: 1, assignee: mia }));
    await pass(REPEAT_MS);
    expect(taken.ring).toHaveBeenCalledTimes(1);
  });
});

describe("a notification of the browser", () => {
  test("says all that came while the console was not on a screen", async () => {
    const { world, write, shown, notifier } = notified();
    world.isSeen = false;
    write(9);
    await pass(GATHER_MS);
    write(8);
    await pass(GATHER_MS);
    write(9);
    await pass(GATHER_MS);
    expect(shown()).toEqual([8, 9]);
    notifier.seen();
    write(7);
    await pass(GATHER_MS);
    expect(shown()).toEqual([7]);
  });

  test("stands nowhere where the agent wants none", async () => {
    const { world, write, show, ring } = notified({ desktop: false });
    world.isSeen = false;
    write();
    await pass(GATHER_MS);
    expect(show).not.toHaveBeenCalled();
    expect(ring).toHaveBeenCalledTimes(1);
  });
});

test("nothing happens after the end", async () => {
  const { write, ring, notifier } = notified({ repeats: true });
  write();
  notifier.close();
  await pass(GATHER_MS + REPEAT_MS);
  expect(ring).not.toHaveBeenCalled();
});
