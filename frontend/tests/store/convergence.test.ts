/**
 * For everything that agents, customers and providers do: a page that was read once and the events after it are the page
 * of later, in whatever order pages and events come. The same proof of the server: test_snapshot_and_events.py.
 */
import { describe, expect, test } from "vitest";
import { reduce } from "../../src/store/state/reducer";
import { initialState, type Action, type NumberedEvent, type State } from "../../src/store/state/state";
import { hasBeginning } from "../../src/store/state/thread";
import { Desk } from "../support/desk";
import { randomFrom, type Random } from "../support/random";
import { me } from "../support/samples";
import { list } from "../support/states";

const OPENED = [9, 10];

/** A console, and what is on its way to it. */
class Console {
  state: State = reduce(initialState, { type: "me", me });
  readonly coming: NumberedEvent[] = [];

  constructor(private readonly random: Random) {}

  take(action: Action): void {
    this.state = reduce(this.state, action);
  }

  /** Some of what is on its way, in batches; now and then something comes twice. */
  hear(most: number): void {
    for (let left = Math.min(most, this.coming.length); left > 0;) {
      const size = Math.min(left, this.random(5) + 1);
      const events = this.coming.splice(0, size);
      this.take({ type: "events", events });
      if (this.random(4) === 0) this.take({ type: "events", events });
      left -= size;
    }
  }
}

function read(console: Console, desk: Desk, count: number): void {
  console.take({ type: "listPage", list, page: desk.listed(), first: true });
  for (const conversation of OPENED)
    console.take({ type: "threadPage", conversation, page: desk.thread(conversation, count) });
}

function expectSame({ state }: Console, desk: Desk): void {
  expect(Object.fromEntries(state.conversations)).toEqual(Object.fromEntries(desk.conversations));
  expect(state.me?.inboxes).toEqual(desk.inboxes);
  for (const id of OPENED) {
    const thread = state.threads.get(id);
    const done = desk.activities.filter((one) => one.conversation === id);
    expect(thread?.activity.map((one) => one.id)).toEqual(done.map((one) => one.id));
    const lines = desk.lines(id);
    const shown = thread?.messages ?? [];
    // Older ones come with their page.
    const first =
      thread !== undefined && hasBeginning(thread) ? 0 : lines.findIndex((one) => one.id === shown[0]?.id);
    expect(shown).toEqual(lines.slice(first));
  }
}

function begin(seed: number, count = Infinity): { console: Console; desk: Desk; random: Random } {
  const random = randomFrom(seed);
  const console = new Console(random);
  const desk = new Desk(random, (event) => console.coming.push(event));
  for (const conversation of OPENED) console.take({ type: "threadOpened", conversation });
  read(console, desk, count);
  return { console, desk, random };
}

const NAMES = Object.keys(begin(1).desk.actions);

test.each(NAMES)("%s", (name) => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const { console, desk } = begin(seed);
    for (let n = 0; n < 4; n += 1) desk.actions[name]?.();
    expect(console.coming.length).toBeGreaterThan(0);
    console.hear(Infinity);
    expectSame(console, desk);
  }
});

describe.each([1, 2, 3, 4, 5, 6, 7, 8])("any mix of them, %i", (seed) => {
  test("whatever overtakes what", () => {
    const { console, desk, random } = begin(seed, 3 + random50(seed));
    for (let round = 0; round < 25; round += 1) {
      for (let n = random(6); n > 0; n -= 1) desk.actions[NAMES[random(NAMES.length)] ?? ""]?.();
      console.hear(random(8));
      // A list or thread that is read now knows more than what is on its way.
      if (random(5) === 0) read(console, desk, 3 + random(40));
    }
    console.hear(Infinity);
    expectSame(console, desk);
  });
});

function random50(seed: number): number {
  return randomFrom(seed + 100)(50);
}

test("the proof is not blind", () => {
  const { console, desk } = begin(1);
  desk.actions["assign"]?.();
  desk.actions["send"]?.();
  console.coming.pop();
  console.hear(Infinity);
  expect(() => expectSame(console, desk)).toThrow();
});
