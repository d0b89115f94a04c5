/** The feed over plain HTTP: for when no socket comes through. */
import { call } from "./request";
import type { Cursor, Id } from "..";
import { list, nullable, number, object, or, string, unknown, type Decoded } from "../decode";

const event = object({ i: number, s: number, k: string, d: unknown, by: unknown, was: unknown });
/** Events after a position, or that the log cannot go on from there. */
const decodeFeedPage = object({
  epoch: or(string, ""),
  head: or(number, 0),
  events: or(list(event), []),
  reset: nullable(object({ head: number, epoch: string, why: string })),
});

export type PolledEvent = Decoded<typeof event>;
export type FeedPage = Decoded<typeof decodeFeedPage>;

/** What came after the cursor, 500 events at most; without one only where the feed stands. */
export function getFeed(inbox: Id, cursor: Cursor | null, signal: AbortSignal): Promise<FeedPage> {
  const query = new URLSearchParams({ inbox: String(inbox) });
  if (cursor !== null) {
    query.set("since", String(cursor.seq));
    query.set("epoch", cursor.epoch);
  }
  return call(`/api/feed/?${query}`, { decode: decodeFeedPage, signal });
}
