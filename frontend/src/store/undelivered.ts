/** Which messages of an agent's own did not reach the customer, as far as the feed says so now. Pure. */
import type { FeedEvent, Id, Message } from "../protocol";
import { isCalm } from "./messages/failures";

const PROBLEMS: ReadonlySet<string> = new Set(["failed", "unconfirmed"]);

/** Null: the event is of something else, of somebody else's message, or it had this status before. */
export function undelivered(event: FeedEvent, was: unknown, me: Id): Message | null {
  if (event.k !== "message.created" && event.k !== "message.updated") return null;
  const { direction, status, author, error } = event.d;
  const isOurs = direction === "outbound" && author?.id === me;
  if (!isOurs || !PROBLEMS.has(status) || isCalm(error)) return null;
  return statusIn(was) === status ? null : event.d;
}

function statusIn(was: unknown): unknown {
  return typeof was === "object" && was !== null && "status" in was ? was.status : undefined;
}
