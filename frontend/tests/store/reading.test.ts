/** Whatever is read in whatever order, while everything happens that can: what is loaded is what the whole list has there. */
import { describe, expect, test } from "vitest";
import type { ThreadPage } from "../../src/protocol";
import { isLoaded } from "../../src/store/state/ranges";
import { initialState, type Action, type NumberedEvent, type State } from "../../src/store/state/state";
import { isWhole, keyOf } from "../../src/store/state/thread";
import { Desk } from "../support/desk";
import { ThreadPages } from "../support/deskPages";
import { randomFrom, type Random } from "../support/random";
import { open, play } from "../support/states";

const newest = (page: ThreadPage): Action => ({ type: "threadPage", conversation: 9, page });
const part = (page: ThreadPage, asked: string | null): Action => ({
  type: "threadPart",
  conversation: 9,
  page,
  asked,
});
const thread = (state: State) => state.threads.get(9) ?? expect.fail("no thread");

describe.each(Array.from({ length: 24 }, (_, index) => index + 1))(
  "pages from anywhere, jumps and events, %i",
  (seed) => {
    test("are what the whole list has there", () => {
      const console = new Reader(seed);
      for (let step = 0; step < 60; step += 1) console.step();
      const { state, desk } = console.end();
      const { ranges, messages, stash } = thread(state);
      expect(messages).toEqual(desk.lines(9).filter((one) => isLoaded(ranges, keyOf(one))));
      expect([...stash.values()].filter((one) => isLoaded(ranges, keyOf(one)))).toEqual([]);
      const whole = thread(console.readOn());
      expect(whole.messages).toEqual(desk.lines(9));
      expect(isWhole(whole)).toBe(true);
    });
  },
);

/** Somebody who reads a thread here and there while everything happens that can. */
class Reader {
  readonly desk: Desk;
  state = play(initialState, ...open);
  private readonly random: Random;
  private readonly coming: NumberedEvent[] = [];
  /** Read by the server; some are shown long after. */
  private readonly answers: Action[];

  constructor(seed: number) {
    this.random = randomFrom(seed);
    this.desk = new Desk(this.random, (one) => this.coming.push(one));
    for (let n = 0; n < 200; n += 1) this.desk.actions["customer writes"]?.();
    this.answers = [newest(this.desk.thread(9, 5))];
  }

  step(): void {
    const { random, desk, answers } = this;
    const happen = Object.values(desk.actions);
    happen[random(happen.length)]?.();
    // Somewhere in what is loaded, or is not.
    desk.actions["customer's comes late"]?.();
    this.hear(random(16));
    this.ask(1 + random(5));
    if (random(3) === 0)
      this.state = play(this.state, ...answers.splice(random(answers.length), 1 + random(2)));
  }

  end(): this {
    this.state = play(this.state, ...this.answers);
    this.hear(Infinity);
    return this;
  }

  /** The rest of it, each page from where the ranges go on. */
  readOn(): State {
    for (let [url] = this.urls(); url !== undefined; [url] = this.urls())
      this.state = play(this.state, part(new ThreadPages(this.desk, 9).goingOn(url, 7), url));
    return this.state;
  }

  private hear(most: number): void {
    this.state = play(this.state, { type: "events", events: this.coming.splice(0, most) });
  }

  private ask(size: number): void {
    const { random, desk, answers } = this;
    const lines = desk.lines(9);
    const urls = this.urls();
    const url = urls[random(urls.length)];
    const choice = random(5);
    if (choice === 0)
      answers.push(part(new ThreadPages(desk, 9).around(lines[random(lines.length)]?.id ?? 0, size), null));
    else if (choice === 1) answers.push(newest(desk.thread(9, size)));
    else if (url !== undefined) answers.push(part(new ThreadPages(desk, 9).goingOn(url, size), url));
  }

  private urls(): string[] {
    const ranges = this.state.threads.get(9)?.ranges ?? [];
    return ranges.flatMap(({ older, newer }) => [older, newer]).filter((one) => one !== null);
  }
}
