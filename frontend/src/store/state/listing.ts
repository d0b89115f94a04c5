/** The rows of one list, kept in their order: what changed is taken out and put in, the others are not looked at again. */
import type { Conversation, Id, Me } from "../../protocol";
import type { ListQuery } from "../../protocol/lists";
import { compareRows } from "./order";
import { isShown, listed } from "./selectors";
import type { ListState, State } from "./state";

interface Asked {
  readonly conversations: State["conversations"];
  readonly list: ListState | undefined;
  readonly query: ListQuery;
  readonly me: Pick<Me, "id">;
}

/** More than one row of so many has changed: sorting all of them is as fast. */
const FEW = 8;

export class Listing {
  private before: Asked | null = null;
  private ids: readonly Id[] = [];

  /** The same array while the rows are the same. */
  rows(asked: Asked): readonly Id[] {
    const next = this.next(asked);
    this.before = asked;
    if (!isSame(this.ids, next)) this.ids = next;
    return this.ids;
  }

  private next(asked: Asked): readonly Id[] {
    const { conversations, list, query, me } = asked;
    const changed = this.changed(asked);
    if (changed === null) return listed(conversations, list, query, me, this.ids);
    if (changed.length === 0) return this.ids;
    const moved = new Set(changed.map(({ id }) => id));
    const rest = this.ids.filter((id) => !moved.has(id));
    const shown = changed.filter((one) => isShown(one, list, query, me));
    return merged(rest, shown, asked);
  }

  /** Null: everything may be otherwise. */
  private changed({ conversations, list, query, me }: Asked): Conversation[] | null {
    const { before } = this;
    if (before?.list !== list || before?.query !== query || before.me !== me || query.q !== "") return null;
    return differences(before.conversations, conversations);
  }
}

/** What is new or otherwise; null where that is much, or where something has gone. */
function differences(
  before: State["conversations"],
  conversations: State["conversations"],
): Conversation[] | null {
  const found: Conversation[] = [];
  let fresh = 0;
  for (const [id, one] of conversations) {
    const known = before.get(id);
    if (known === one) continue;
    found.push(one);
    if (known === undefined) fresh += 1;
  }
  const isAllThere = before.size + fresh === conversations.size;
  return isAllThere && found.length * FEW <= conversations.size ? found : null;
}

/** `rest` is in its order; each of `shown` is put where it belongs. */
function merged(rest: readonly Id[], shown: readonly Conversation[], { conversations, query }: Asked): Id[] {
  const sorted = shown.toSorted((a, b) => compareRows(query.sort, a, b));
  const found: Id[] = [];
  let from = 0;
  for (const one of sorted) {
    const to = placeIn(rest, one, from, { conversations, query });
    for (let index = from; index < to; index += 1) found.push(rest[index] as Id);
    found.push(one.id);
    from = to;
  }
  return found.concat(rest.slice(from));
}

/** Before which of `rest` a row stands. */
function placeIn(
  rest: readonly Id[],
  row: Conversation,
  from: number,
  { conversations, query }: Pick<Asked, "conversations" | "query">,
): number {
  let low = from;
  let high = rest.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = conversations.get(rest[middle] as Id);
    if (other && compareRows(query.sort, other, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isSame(a: readonly Id[], b: readonly Id[]): boolean {
  return a === b || (a.length === b.length && a.every((id, index) => id === b[index]));
}
