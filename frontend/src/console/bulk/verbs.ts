/** The verbs on what is selected: what is to be asked first, and what is meant. */
import type { Conversation, Id } from "../../protocol";
import { changeAll, type Meant } from "../../store/bulk/changing";
import type { BulkOrder, BulkQuestion } from "../../store/bulk/bulk";
import type { ConsoleClient } from "../../store/client";
import { ownerChange, type Owner } from "../../store/owners";
import { totalOf } from "./total";

/** The selected rows that are loaded. */
export function selectedRows({ bulk, store }: ConsoleClient): Conversation[] {
  const { conversations } = store.get();
  return [...bulk.selection.get().ids].flatMap((id) => conversations.get(id) ?? []);
}

/** Does it, or asks first: where all of a list is meant, or colleagues have some. */
export async function changeSelected(client: ConsoleClient, order: BulkOrder): Promise<void> {
  const question = questionOf(client, order);
  if (question !== null) client.bulk.question.set(question);
  else await changeAll(client.bulk, meant(client), order);
}

function questionOf(client: ConsoleClient, order: BulkOrder): BulkQuestion | null {
  const { ids, all } = client.bulk.selection.get();
  const isAssignment = order.change.assignee !== undefined;
  const theirs = isAssignment ? selectedRows(client).filter((one) => isColleagues(client, one, order)) : [];
  if (all === null && theirs.length === 0) return null;
  return {
    order,
    count: all === null ? ids.size : totalOf(client.store.get(), all),
    holders: [...new Set(theirs.map(({ assignee }) => assignee?.name ?? ""))],
    theirs: new Set(theirs.map(({ id }) => id)),
  };
}

function isColleagues({ me }: ConsoleClient, { assignee }: Conversation, { change }: BulkOrder): boolean {
  return assignee !== null && assignee.id !== me.id && assignee.id !== change.assignee;
}

function meant({ bulk }: ConsoleClient): Meant {
  const { ids, all } = bulk.selection.get();
  return all ?? [...ids];
}

/** The answer to a question: all of it, or without what colleagues have. */
export async function confirmed(client: ConsoleClient, { order, theirs }: BulkQuestion, isAll: boolean) {
  const what = meant(client);
  client.bulk.question.set(null);
  if (!Array.isArray(what)) {
    const change = order.change.assignee === undefined ? order.change : { ...order.change, take_over: isAll };
    return changeAll(client.bulk, what, { ...order, change });
  }
  const ids = what as readonly Id[];
  return changeAll(client.bulk, isAll ? ids : ids.filter((id) => !theirs.has(id)), order);
}

export function assignSelected(client: ConsoleClient, to: Owner): Promise<void> {
  const { assignee_was: _, ...change } = ownerChange(to, null);
  return changeSelected(client, { change, to: to?.name ?? "" });
}

export function assignSelectedToMe(client: ConsoleClient): Promise<void> {
  const { id, name } = client.me;
  return assignSelected(client, { kind: "agent", id, name });
}

/** Opens them again where all of them are resolved. */
export function resolveSelected(client: ConsoleClient): Promise<void> {
  const rows = selectedRows(client);
  const areResolved = rows.length > 0 && rows.every(({ status }) => status === "resolved");
  return changeSelected(client, { change: { status: areResolved ? "open" : "resolved" } });
}

/** Unread again; read where all of them are unread. */
export function markSelected(client: ConsoleClient): Promise<void> {
  const rows = selectedRows(client);
  const areUnread = rows.length > 0 && rows.every(({ unread }) => unread > 0);
  return changeSelected(client, { change: { unread: !areUnread } });
}
