/** Changing several conversations with one request. */
import { list, nullable, number, object, oneOf, or, string, type Decoded } from "../decode";
import { savedFilters, type ListQuery } from "../lists";
import type { Id } from "..";
import { call } from "./request";
import type { ConversationChange } from "./endpoints";

/** No more in one request. */
export const MOST_AT_ONCE = 500;

export interface BulkChange extends Omit<ConversationChange, "was" | "assignee_was"> {
  /** Also what a colleague has. */
  take_over?: boolean;
  add_labels?: readonly Id[];
  remove_labels?: readonly Id[];
  /** Its last message is unread again; false: all are seen. */
  unread?: boolean;
}

export type SeenFields = Pick<
  ConversationChange,
  "status" | "snoozed_until" | "assignee" | "team" | "priority" | "labels"
>;

export interface BulkItem {
  readonly id: Id;
  /** Whom the agent saw there. */
  readonly assignee_was?: Id | null;
  readonly was?: SeenFields;
  /** Instead of the common one. */
  readonly change?: BulkChange;
}

const fields = (value: unknown): SeenFields => (value ?? {}) as SeenFields;

const decodeBulk = object({
  results: list(
    object({
      id: number,
      name: string,
      result: oneOf(["changed", "unchanged", "refused"]),
      code: or(string, ""),
      detail: or(string, ""),
      /** What has changed, as it was, and as it is now. */
      was: fields,
      now: fields,
    }),
  ),
  next: nullable(number),
  remaining: number,
});

export type BulkAnswer = Decoded<typeof decodeBulk>;
export type BulkOutcome = BulkAnswer["results"][number];

const URL = "/api/conversations/bulk/";

export function postBulk(conversations: readonly BulkItem[], change: BulkChange | null): Promise<BulkAnswer> {
  const body = { conversations, ...(change && { change }) };
  return call(URL, { method: "POST", body, decode: decodeBulk });
}

/** A slice of all that a list shows; `before` is the `next` of the slice before. */
export function postBulkOf(query: ListQuery, change: BulkChange, before: number | null): Promise<BulkAnswer> {
  const { sort: _, ...filter } = savedFilters(query);
  const body = { filter, change, ...(before !== null && { before }) };
  return call(URL, { method: "POST", body, decode: decodeBulk });
}
