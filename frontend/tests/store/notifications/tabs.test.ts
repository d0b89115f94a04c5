/** One of several tabs notifies, and knows what the others show. */
// @vitest-environment jsdom
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { ANSWER_MS, Tabs, type Shown } from "../../../src/store/notifications/tabs";

/** Locks of one browser, as far as they are used here. */
class FakeLocks {
  private holder: { reject: (error: Error) => void } | null = null;
  private readonly queue: (() => void)[] = [];

  request(_: string, how: LockOptions, held: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const grant = (): void => {
        const mine = { reject };
        this.holder = mine;
        void held().then(() => {
          if (this.holder === mine) this.next();
          resolve();
        });
      };
      if (how.steal === true) {
        this.holder?.reject(new Error("stolen"));
        grant();
      } else if (this.holder === null) grant();
      else this.queue.push(grant);
      how.signal?.addEventListener("abort", () => {
        const at = this.queue.indexOf(grant);
        if (at < 0) return;
        this.queue.splice(at, 1);
        reject(new Error("aborted"));
      });
    });
  }

  private next(): void {
    this.holder = null;
    this.queue.shift()?.();
  }
}

beforeEach(() => vi.stubGlobal("navigator", { locks: new FakeLocks() }));

function open(shown: Partial<Shown> = {}) {
  const onChanged = vi.fn();
  const onSeen = vi.fn();
  // The window is one, so a touch would be one of all tabs: each has its own.
  const touches: (() => void)[] = [];
  const listen = vi
    .spyOn(window, "addEventListener")
    .mockImplementation((_, touched) => void touches.push(touched as () => void));
  const tab = new Tabs({
    name: "console.notifications.1",
    shown: () => ({ isSeen: false, open: null, ...shown }),
    onChanged,
    onSeen,
  });
  listen.mockRestore();
  onTestFinished(() => tab.close());
  return { tab, onChanged, onSeen, touch: () => touches[0]?.() };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test("the tab that was touched last notifies, and when it closes the next one", async () => {
  const [first, second, third] = [open(), open(), open()];
  const speaking = async () => {
    await settled();
    return [first, second, third].map(({ tab }) => tab.speaks(false));
  };
  expect(await speaking()).toEqual([true, false, false]);
  third.touch();
  expect(await speaking()).toEqual([false, false, true]);
  third.touch();
  second.touch();
  expect(await speaking()).toEqual([false, true, false]);
  second.tab.close();
  // One of those that are left, and only one.
  expect((await speaking()).filter(Boolean)).toHaveLength(1);
  first.tab.close();
  third.tab.close();
  expect(await speaking()).toEqual([false, false, false]);
});

test("what any of them looks at is known", async () => {
  // The answers of a busy machine come after more than the moment for which a browser waits.
  const usual = globalThis.setTimeout;
  vi.stubGlobal("setTimeout", (run: () => void, ms: number) => usual(run, ms === ANSWER_MS ? 3000 : ms));
  onTestFinished(() => void vi.stubGlobal("setTimeout", usual));
  const asking = open();
  open({ isSeen: true, open: 9 });
  open({ open: null });
  expect(await asking.tab.looked()).toEqual({ isSeen: true, open: new Set([9]) });
});

test("alone it knows what it shows itself", async () => {
  expect(await open({ isSeen: false }).tab.looked()).toEqual({ isSeen: false, open: new Set() });
});

test("the others hear that the agent chose otherwise, and that one is on the screen", async () => {
  const [here, there] = [open(), open()];
  here.tab.changed();
  here.tab.seen();
  await vi.waitFor(() => expect(there.onSeen).toHaveBeenCalledTimes(1), { timeout: 20_000 });
  expect(there.onChanged).toHaveBeenCalledTimes(1);
  expect(here.onChanged).not.toHaveBeenCalled();
});

test("without locks a tab on the screen notifies, and all where there is none", () => {
  vi.stubGlobal("navigator", {});
  const [seen, hidden] = [open({ isSeen: true }), open()];
  expect([seen.tab.speaks(true), hidden.tab.speaks(true)]).toEqual([true, false]);
  expect(hidden.tab.speaks(false)).toBe(true);
});
