/**
 * The only function that changes the state. Pure; no React, no DOM.
 *
 * Every resource carries a version: the feed number that it stands for. An event counts iff its
 * number is higher; a REST row (read *after* its list's feed number) iff that is not lower. So
 * replays, pages and answers may arrive in any order and the newest state always wins.
 */
import type {
  Activity,
  Contact,
  Conversation,
  Cursors,
  FeedEvent,
  Id,
  Inbox,
  Me,
  Message,
  Page,
} from "../../protocol";
import { countsUnknown } from "./counts";
import { reduceCounts, withEvents } from "./countEvents";
import { placeOf } from "./order";
import * as outbox from "./pending";
import type { Action, ListState, NumberedEvent, State } from "./state";
import { emptyThread, stale, withActivity, withMessages, type Change } from "./thread";
import {
  withMessageAnswer,
  withoutMoved,
  withoutThread,
  withThread,
  withThreadPage,
  withThreadPart,
} from "./threads";
import { previewOf } from "../../ui/text/preview";

export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case "me":
      return { ...state, me: action.me };
    case "events":
      return applyEvents(state, action.events);
    case "listPage":
      return withListPage(state, action.list, action.page, action.first);
    case "snapshot":
      return withSnapshot(state, action);
    case "conversation":
      return withConversationAnswer(state, action.conversation, action.version);
    case "message":
      return withMessageAnswer(state, action.message, action.version);
    case "windowClosed":
      return withWindow(state, action.conversation, action.window);
    default:
      return reduceCounts(reduceThreads(state, action), action);
  }
}

function reduceThreads(state: State, action: Action): State {
  switch (action.type) {
    case "threadOpened":
      return state.threads.has(action.conversation)
        ? state
        : withThread(state, action.conversation, emptyThread);
    case "threadPage":
      return withThreadPage(state, action.conversation, action.page);
    case "threadPart":
      return withThreadPart(state, action.conversation, action.page, action.asked);
    case "threadForgotten":
      return withoutThread(state, action.conversation);
    case "queued":
      return { ...state, outbox: outbox.added(state.outbox, action.pending) };
    case "pendingChanged":
      return { ...state, outbox: outbox.changed(state.outbox, action.clientId, action.change) };
    case "pendingRemoved":
      return { ...state, outbox: outbox.removed(state.outbox, action.clientId) };
    default:
      return state;
  }
}

// ── events ───────────────────────────────────────────────────────────────────────────────────

/** Working copies of one batch: however many events, each map is copied once. */
interface Batch {
  me: Me | null;
  conversations: Map<Id, Conversation>;
  seqs: Map<Id, number>;
  changes: Map<Id, Change[]>;
  messages: Message[];
  activity: Map<Id, Activity[]>;
}

function applyEvents(state: State, events: readonly NumberedEvent[]): State {
  const batch: Batch = {
    me: state.me,
    conversations: new Map(state.conversations),
    seqs: new Map(state.seqs),
    changes: new Map(),
    messages: [],
    activity: new Map(),
  };
  for (const { seq, event } of events) applyEvent(batch, event, seq);
  const { me, conversations, seqs } = batch;
  const threads = withChanges(withoutMoved(state.threads, events), batch);
  return {
    ...state,
    me,
    conversations,
    seqs,
    threads,
    outbox: outbox.settled(state.outbox, batch.messages),
    ...withEvents(state, events),
  };
}

function withChanges(threads: State["threads"], { changes, activity }: Batch): State["threads"] {
  const next = new Map(threads);
  for (const [id, list] of changes) {
    const thread = next.get(id);
    if (thread) next.set(id, withMessages(thread, list));
  }
  for (const [id, lines] of activity) {
    const thread = next.get(id);
    if (thread) next.set(id, withActivity(thread, lines));
  }
  return next;
}

function applyEvent(batch: Batch, event: FeedEvent, seq: number): void {
  switch (event.k) {
    case "message.created":
    case "message.updated":
      return applyMessage(batch, event.d, seq);
    case "conversation.created":
    case "conversation.updated":
      return applyConversation(batch, event.d, seq);
    case "contact.updated":
      return applyContact(batch, event.d);
    case "inbox.updated":
      return applyInbox(batch, event.d);
    case "activity.created":
      return applyActivity(batch, event.d);
  }
}

function applyMessage(batch: Batch, message: Message, seq: number): void {
  const changes = batch.changes.get(message.conversation) ?? [];
  changes.push({ message, seq });
  batch.changes.set(message.conversation, changes);
  batch.messages.push(message);
  const conversation = batch.conversations.get(message.conversation);
  const isCurrent = (batch.seqs.get(message.conversation) ?? -1) < seq;
  if (conversation && isCurrent)
    batch.conversations.set(conversation.id, withLastMessage(conversation, message));
}

function applyActivity(batch: Batch, line: Activity): void {
  const lines = batch.activity.get(line.conversation) ?? [];
  lines.push(line);
  batch.activity.set(line.conversation, lines);
}

function applyConversation(batch: Batch, conversation: Conversation, seq: number): void {
  if ((batch.seqs.get(conversation.id) ?? -1) >= seq) return;
  batch.conversations.set(conversation.id, conversation);
  batch.seqs.set(conversation.id, seq);
}

function applyContact(batch: Batch, contact: Contact): void {
  for (const [id, conversation] of batch.conversations) {
    if (conversation.contact.id === contact.id) batch.conversations.set(id, { ...conversation, contact });
  }
}

function applyInbox(batch: Batch, inbox: Inbox): void {
  if (!batch.me) return;
  batch.me = { ...batch.me, inboxes: batch.me.inboxes.map((one) => (one.id === inbox.id ? inbox : one)) };
}

/** A mere status change comes without a `conversation.updated` of its own. */
function withLastMessage(conversation: Conversation, message: Message): Conversation {
  const last = conversation.last_message;
  if (last === null || last.id !== message.id) return conversation;
  const { status, kind, timestamp } = message;
  const content = previewOf(message.content);
  return { ...conversation, last_message: { ...last, status, kind, timestamp, content } };
}

// ── REST ─────────────────────────────────────────────────────────────────────────────────────

function withRows(state: State, rows: readonly Conversation[], feed: Cursors): State {
  const conversations = new Map(state.conversations);
  const seqs = new Map(state.seqs);
  for (const row of rows) {
    const read = feed[row.inbox]?.seq;
    const known = seqs.get(row.id);
    if (known !== undefined && (read === undefined || read < known)) continue;
    conversations.set(row.id, row);
    if (read !== undefined) seqs.set(row.id, read);
  }
  return { ...state, conversations, seqs };
}

function withWindow(state: State, id: Id, window: Conversation["window"]): State {
  const conversation = state.conversations.get(id);
  if (!conversation) return state;
  return { ...state, conversations: new Map(state.conversations).set(id, { ...conversation, window }) };
}

function withListPage(state: State, list: string, page: Page<Conversation>, first: boolean): State {
  const last = page.results.at(-1);
  const before = first ? undefined : state.lists.get(list);
  const entry: ListState = {
    floor: last ? placeOf(last) : (before?.floor ?? null),
    complete: page.next === null,
    ids: [...new Set([...(before?.ids ?? []), ...page.results.map((row) => row.id)])],
  };
  return { ...withRows(state, page.results, page.feed), lists: new Map(state.lists).set(list, entry) };
}

/** After a reset: of these inboxes only what the fresh page shows is believed. */
function withSnapshot(state: State, action: Extract<Action, { type: "snapshot" }>): State {
  const inboxes = new Set(action.inboxes);
  const kept = [...state.conversations].filter(([, one]) => !inboxes.has(one.inbox));
  const ids = new Set(kept.map(([id]) => id));
  const threads = new Map(state.threads);
  for (const [id, thread] of threads) if (!ids.has(id)) threads.set(id, stale(thread));
  const bare: State = {
    ...state,
    threads,
    conversations: new Map(kept),
    seqs: new Map([...state.seqs].filter(([id]) => ids.has(id))),
    lists: new Map(),
    counts: countsUnknown(state.counts),
  };
  return withListPage(bare, action.list, action.page, true);
}

function withConversationAnswer(
  state: State,
  conversation: Conversation,
  version: number | undefined,
): State {
  if (state.seqs.get(conversation.id) !== version) return state;
  return { ...state, conversations: new Map(state.conversations).set(conversation.id, conversation) };
}
