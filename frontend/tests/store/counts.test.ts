/** Counts that events keep: whatever happens while the server is asked, they are what it would count. */
import { describe, expect, test } from "vitest";
import { savedQuery, viewQuery } from "../../src/protocol/lists";
import type { Conversation, SavedView } from "../../src/protocol";
import { matches } from "../../src/store/state/matching";
import { reduce } from "../../src/store/state/reducer";
import { initialState, type Action, type State } from "../../src/store/state/state";
import { randomFrom, type Random } from "../support/random";
import { conversation, me, mia } from "../support/samples";

const VIP = { id: 3, name: "VIP", color: "#aa0000" };
const saved: SavedView[] = [
  {
    id: 7,
    name: "Hot",
    scope: "shared",
    editable: false,
    filters: { status: ["open"], priority: ["urgent"], unread: true },
  },
  { id: 8, name: "VIP", scope: "personal", editable: true, filters: { view: "waiting", label: "VIP" } },
];
const team = { id: 4, name: "Returns" };
const TIME = "2026-11-21T08:00:00Z";

/** A server that counts what it has, and numbers what it does. */
class Desk {
  readonly rows = new Map<number, Conversation>();
  seq = 10;

  constructor(private readonly random: Random) {}

  /** One more change, as its event. */
  step(): Action {
    const { random } = this;
    const id = random(12) + 1;
    const before = this.rows.get(id);
    const after = before ? { ...before, ...this.change() } : conversation({ id, ...this.change() });
    this.rows.set(id, after);
    this.seq += 1;
    const was =
      before &&
      Object.fromEntries(
        Object.entries(before).filter(([key, value]) => after[key as keyof Conversation] !== value),
      );
    const event = { k: before ? "conversation.updated" : "conversation.created", d: after } as const;
    return { type: "events", events: [{ inbox: 7, seq: this.seq, event, was }] };
  }

  private change(): Partial<Conversation> {
    const { random } = this;
    const pick = <T>(...choices: T[]): T => choices[random(choices.length)] as T;
    return pick<Partial<Conversation>>(
      { status: pick("open", "pending", "snoozed", "resolved") },
      { assignee: pick(null, me, mia) },
      { team: pick(null, team) },
      { unread: random(2) },
      { waiting_since: pick(null, TIME) },
      { priority: pick("normal", "urgent") },
      { labels: pick([], [VIP]) },
      { mentioned: pick([], [{ agent: me.id, unread: random(2) }]) },
      { last_activity_at: TIME },
    );
  }

  counts(most = 10_000): Extract<Action, { type: "counts" }> {
    const count = (name: string, fits: (one: Conversation) => boolean): [string, number] => [
      name,
      Math.min(most, [...this.rows.values()].filter(fits).length),
    ];
    const all = viewQuery("all");
    const counts = Object.fromEntries([
      ...(["mine", "unassigned", "waiting", "snoozed", "pending", "all"] as const).map((view) =>
        count(`view:${view}`, (one) => matches(one, viewQuery(view), me)),
      ),
      ...(["mine", "unassigned"] as const).map((view) =>
        count(`unread:${view}`, (one) => one.unread > 0 && matches(one, viewQuery(view), me)),
      ),
      count("view:mentions", ({ mentioned }) =>
        mentioned.some(({ agent, unread }) => agent === me.id && unread > 0),
      ),
      count("inbox:7", (one) => matches(one, { ...all, inbox: 7 }, me)),
      count("team:4", (one) => matches(one, { ...all, team: 4 }, me)),
      ...saved.map(({ id, filters }) => count(`saved:${id}`, (one) => matches(one, savedQuery(filters), me))),
    ]);
    return { type: "counts", answer: { counts, most, feed: { 7: { epoch: "e", seq: this.seq } } as never } };
  }
}

const begun = (): State =>
  [{ type: "me", me } as const, { type: "savedViews", saved } as const].reduce<State>(reduce, initialState);

const shown = (state: State) => Object.fromEntries(state.counts.of);

describe.each([1, 2, 3, 4, 5])("with random changes %i", (seed) => {
  test("they are what the server counts, however late its answer comes", () => {
    const random = randomFrom(seed);
    const desk = new Desk(random);
    let state = begun();
    for (let round = 0; round < 12; round += 1) {
      for (let n = random(20); n > 0; n -= 1) state = reduce(state, desk.step());
      state = reduce(state, { type: "countsAsked" });
      const late: Action[] = [];
      // Some of what was counted is still on its way, some of what comes after it overtakes the answer.
      for (let n = random(4); n > 0; n -= 1) late.push(desk.step());
      for (let n = random(4); n > 0; n -= 1)
        state = reduce(state, late.shift() ?? { type: "savedViews", saved });
      const answer = desk.counts();
      for (const one of late) state = reduce(state, one);
      for (let n = random(4); n > 0; n -= 1) state = reduce(state, desk.step());
      state = reduce(state, answer);
      for (let n = random(20); n > 0; n -= 1) state = reduce(state, desk.step());
      expect(shown(state)).toEqual(desk.counts().answer.counts);
      expect(state.counts.stale).toBe(false);
    }
  });
});

test("a count at its end is asked for again when it changes", () => {
  const desk = new Desk(randomFrom(9));
  for (let n = 0; n < 40; n += 1) desk.step();
  let state = reduce(reduce(begun(), { type: "countsAsked" }), desk.counts(1));
  for (let n = 0; n < 40; n += 1) state = reduce(state, desk.step());
  expect(state.counts.stale).toBe(true);
  expect(Math.max(...state.counts.of.values())).toBe(1);
});

test("after a reset nothing is reckoned before the server is asked", () => {
  const desk = new Desk(randomFrom(11));
  for (let n = 0; n < 20; n += 1) desk.step();
  let state = reduce(reduce(begun(), { type: "countsAsked" }), desk.counts());
  const before = shown(state);
  const page = { results: [], next: null, previous: null, feed: { 7: { epoch: "f", seq: 3 } } };
  state = reduce(state, { type: "snapshot", inboxes: [7], list: "x", page });
  expect(state.counts.stale).toBe(true);
  desk.seq = 3;
  state = reduce(state, desk.step());
  expect(shown(state)).toEqual(before);
  state = reduce(reduce(state, { type: "countsAsked" }), desk.counts());
  expect(shown(state)).toEqual(desk.counts().answer.counts);
});

test("a view that somebody has changed is read again", () => {
  const event = { inbox: 7, seq: 11, event: { k: "saved_view.updated" } as const };
  const state = reduce(begun(), { type: "events", events: [event] });
  expect(state.savedStale).toBe(true);
  expect(reduce(state, { type: "countsAsked" }).savedStale).toBe(false);
});
