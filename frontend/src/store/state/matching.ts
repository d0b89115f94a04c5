/** Which conversations a view and its filters leave: the same question that the server answers. Pure. */
import type { Conversation, Id, Me } from "../../protocol";
import type { Filters, View } from "../../protocol/lists";

const PROBLEMS: ReadonlySet<string> = new Set(["failed", "unconfirmed"]);

export function matches(conversation: Conversation, query: Filters, me: Pick<Me, "id">): boolean {
  return (
    isInView(conversation, query.view, me) &&
    hasValues(conversation, query, me) &&
    hasMarks(conversation, query)
  );
}

function isInView(
  { assignee, status, waiting_since, mentioned }: Conversation,
  view: View,
  me: Pick<Me, "id">,
): boolean {
  switch (view) {
    case "mine":
      return assignee?.id === me.id;
    case "unassigned":
      return assignee === null;
    case "waiting":
      return waiting_since !== null;
    case "snoozed":
    case "pending":
      return status === view;
    case "mentions":
      return mentioned.some(({ agent }) => agent === me.id);
    case "all":
      return true;
  }
}

function hasValues(one: Conversation, asked: Filters, me: Pick<Me, "id">): boolean {
  return (
    (asked.status.length === 0 || asked.status.includes(one.status)) &&
    (asked.priority.length === 0 || asked.priority.includes(one.priority)) &&
    (asked.inbox === null || one.inbox === asked.inbox) &&
    (asked.label === "" || one.labels.some(({ name }) => name === asked.label)) &&
    belongs(one, asked, me)
  );
}

function belongs({ team, assignee }: Conversation, asked: Filters, me: Pick<Me, "id">): boolean {
  return isWhose(team, asked.team) && isWhose(assignee, asked.assignee === "me" ? me.id : asked.assignee);
}

function isWhose(one: { id: Id } | null, asked: Id | "none" | null): boolean {
  if (asked === null) return true;
  return asked === "none" ? one === null : one?.id === asked;
}

function hasMarks(conversation: Conversation, asked: Filters): boolean {
  const { unread, waiting_since, last_message: last, scheduled_at } = conversation;
  return (
    (!asked.unread || unread > 0) &&
    (!asked.unanswered || waiting_since !== null) &&
    (!asked.undelivered || (last !== null && PROBLEMS.has(last.status))) &&
    (!asked.scheduled || scheduled_at !== null)
  );
}
