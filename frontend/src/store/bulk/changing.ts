/** Carrying out a change of several conversations, and taking it back: up to 500 with one request. */
import type { Id } from "../../protocol";
import type { ListQuery } from "../../protocol/lists";
import {
  MOST_AT_ONCE,
  postBulk,
  postBulkOf,
  type BulkAnswer,
  type BulkItem,
  type BulkOutcome,
} from "../../protocol/rest/bulk";
import type { BulkDone } from "../undo";
import type { Bulk, BulkOrder } from "./bulk";
import { nothingSelected, withRows } from "./selection";

/** What is meant: these, or all that a list shows. */
export type Meant = readonly Id[] | ListQuery;

/** Changes what is meant; what was done can be undone at once, what was refused is told. */
export async function changeAll(bulk: Bulk, meant: Meant, order: BulkOrder): Promise<void> {
  const settle = bulk.undoLog.begin();
  const outcomes: BulkOutcome[] = [];
  bulk.start();
  try {
    for await (const answer of answers(bulk, meant, order)) {
      outcomes.push(...answer.results);
      const of = outcomes.length + answer.remaining;
      bulk.progress.set(answer.next === null && isListed(meant) ? null : { done: outcomes.length, of });
    }
  } finally {
    bulk.progress.set(null);
    bulk.refused.set(outcomes.filter(({ result }) => result === "refused"));
    settle(doneIn(bulk, order, outcomes));
  }
  leave(bulk, order, outcomes);
}

function isListed(meant: Meant): meant is ListQuery {
  return !Array.isArray(meant);
}

async function* answers(bulk: Bulk, meant: Meant, { change }: BulkOrder): AsyncGenerator<BulkAnswer> {
  if (!isListed(meant)) {
    // oxlint-disable-next-line no-await-in-loop -- one transaction after the other
    for (const items of slices(itemsOf(bulk, meant))) yield await postBulk(items, change);
    return;
  }
  let before: number | null = null;
  do {
    // oxlint-disable-next-line no-await-in-loop -- each slice names the next
    const answer: BulkAnswer = await postBulkOf(meant, change, before);
    before = answer.next;
    yield answer;
  } while (before !== null && !bulk.isStopped);
}

/** With whom the agent saw there: who was faster meanwhile keeps it. */
function itemsOf({ store }: Bulk, ids: readonly Id[]): BulkItem[] {
  const { conversations } = store.get();
  return ids.map((id) => ({ id, assignee_was: conversations.get(id)?.assignee?.id ?? null }));
}

function slices(items: readonly BulkItem[]): BulkItem[][] {
  const count = Math.ceil(items.length / MOST_AT_ONCE);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * MOST_AT_ONCE, (index + 1) * MOST_AT_ONCE),
  );
}

/** Null where there is nothing to tell. */
function doneIn(
  bulk: Bulk,
  { change, to = "" }: BulkOrder,
  outcomes: readonly BulkOutcome[],
): BulkDone | null {
  const changed = outcomes.filter(({ result }) => result === "changed");
  if (outcomes.length === 0) return null;
  const back = changed.flatMap(backOf);
  return {
    change,
    to,
    count: changed.length,
    refused: outcomes.filter(({ result }) => result === "refused").length,
    takeBack: back.length === 0 ? null : () => takeBack(bulk, back),
  };
}

/** What somebody has changed since then is not as it is here, and stays. What was seen cannot be unseen. */
function backOf({ id, was, now }: BulkOutcome): BulkItem[] {
  if (Object.keys(was).length === 0) return [];
  const assignee = now.assignee === undefined ? {} : { assignee_was: now.assignee };
  return [{ id, change: was, was: now, ...assignee }];
}

/** Answers how many are as they were again. */
async function takeBack(bulk: Bulk, items: readonly BulkItem[]): Promise<number> {
  const refused: BulkOutcome[] = [];
  for (const slice of slices(items)) {
    // oxlint-disable-next-line no-await-in-loop -- one transaction after the other
    const { results } = await postBulk(slice, null);
    refused.push(...results.filter(({ result }) => result === "refused"));
  }
  bulk.refused.set(refused);
  return items.length - refused.length;
}

/** What is done is no longer selected; what was refused still is, and what only got a mark. */
function leave(bulk: Bulk, { change }: BulkOrder, outcomes: readonly BulkOutcome[]): void {
  const isMark = change.status === undefined && change.assignee === undefined;
  if (isMark) return;
  const refused = outcomes.filter(({ result }) => result === "refused").map(({ id }) => id);
  const isLoaded = (id: Id): boolean => bulk.store.get().conversations.has(id);
  const kept = refused.filter(isLoaded);
  bulk.select(kept.length === 0 ? nothingSelected : withRows(nothingSelected, kept));
}
