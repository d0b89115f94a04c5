/** States that tests of the reducer begin from, and shorthands for what happens to them. */
import type { FeedEvent } from "../../src/protocol";
import { reduce } from "../../src/store/state/reducer";
import { viewQuery, type ListQuery } from "../../src/protocol/lists";
import { listKey } from "../../src/store/state/selectors";
import type { Action, State } from "../../src/store/state/state";
import { conversation, me, message, page } from "./samples";

export const query: ListQuery = viewQuery("all");
export const list = listKey(query);

export const play = (state: State, ...actions: Action[]): State => actions.reduce(reduce, state);
export const event = (seq: number, one: FeedEvent): Action => ({
  type: "events",
  events: [{ inbox: 7, seq, event: one }],
});
export const messageEvent = (
  seq: number,
  change: Parameters<typeof message>[0],
  k: "created" | "updated" = "created",
): Action => event(seq, { k: `message.${k}`, d: message(change) });
export const conversationEvent = (seq: number, change: Parameters<typeof conversation>[0]): Action =>
  event(seq, { k: "conversation.updated", d: conversation(change) });
export const contents = (state: State, id = 9) =>
  state.threads.get(id)?.messages.map(({ content }) => content);
export const ids = (state: State, id = 9) => state.threads.get(id)?.messages.map((one) => one.id);

export const open: Action[] = [
  { type: "me", me },
  { type: "threadOpened", conversation: 9 },
  { type: "listPage", list, page: page([conversation()], 10), first: true },
];
