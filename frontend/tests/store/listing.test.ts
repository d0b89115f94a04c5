/** A list that is kept in its order is the list that is sorted anew, whatever changes. */
import { describe, expect, test } from "vitest";
import type { Conversation } from "../../src/protocol";
import { viewQuery, type ListQuery, type View } from "../../src/protocol/lists";
import { Listing } from "../../src/store/state/listing";
import { placeOf } from "../../src/store/state/order";
import { listed } from "../../src/store/state/selectors";
import type { ListState } from "../../src/store/state/state";
import { conversation, me } from "../support/samples";

const at = (minute: number): string => new Date(1_763_000_000_000 + minute * 60_000).toISOString();

/** The same numbers each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

function one(id: number, draw: (below: number) => number): Conversation {
  return conversation({
    id,
    status: draw(4) === 0 ? "resolved" : "open",
    priority: draw(3) === 0 ? "urgent" : "normal",
    assignee: draw(2) === 0 ? null : me,
    waiting_since: draw(2) === 0 ? null : at(draw(500)),
    last_activity_at: at(draw(500)),
  });
}

const whole: ListState = { floor: null, complete: true, ids: [] };

describe.each([
  ["all", "activity"],
  ["unassigned", "activity"],
  ["waiting", "waiting"],
  ["all", "priority"],
] as const)("%s by %s", (view: View, sort: ListQuery["sort"]) => {
  const query: ListQuery = { ...viewQuery(view), sort };

  test.each([1, 2, 3, 4, 5])("is what sorting finds, through a hundred changes (%i)", (seed) => {
    const draw = numbers(seed);
    let conversations = new Map(Array.from({ length: 60 }, (_, id) => [id, one(id, draw)]));
    const floor = placeOf(one(1000, draw));
    const list: ListState = seed % 2 === 0 ? whole : { floor, complete: false, ids: [] };
    const listing = new Listing();
    for (let step = 0; step < 100; step += 1) {
      conversations = new Map(conversations);
      const count = draw(10) === 0 ? 30 : draw(4);
      for (let change = 0; change < count; change += 1) {
        const id = draw(80);
        if (draw(12) === 0) conversations.delete(id);
        else conversations.set(id, one(id, draw));
      }
      const rows = listing.rows({ conversations, list, query, me });
      expect(rows).toEqual(listed(conversations, list, query, me));
    }
  });
});

test("the rows stay the same array while none moves, comes or goes", () => {
  const query = viewQuery("all");
  const conversations = new Map(
    Array.from({ length: 20 }, (_, id) => [id, conversation({ id, last_activity_at: at(id) })]),
  );
  const listing = new Listing();
  const rows = listing.rows({ conversations, list: whole, query, me });
  const read = new Map(conversations).set(7, conversation({ id: 7, last_activity_at: at(7), unread: 3 }));
  expect(listing.rows({ conversations: read, list: whole, query, me })).toBe(rows);
  const moved = new Map(read).set(7, conversation({ id: 7, last_activity_at: at(40) }));
  expect(listing.rows({ conversations: moved, list: whole, query, me })[0]).toBe(7);
});
