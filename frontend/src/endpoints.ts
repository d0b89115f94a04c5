/** The REST calls of the console, typed. */
import { call, readCookie } from "./api";
import {
  decodeConversation,
  decodeMe,
  decodeMessage,
  decodePage,
  type Conversation,
  type ConversationStatus,
  type Id,
  type Me,
  type Message,
  type Page,
} from "./protocol";
import type { Pending } from "./state/pending";
import type { ListQuery } from "./state/selectors";

const conversationPage = decodePage(decodeConversation);
const messagePage = decodePage(decodeMessage);

export function getMe(): Promise<Me> {
  return call("/api/me/", { decode: decodeMe });
}

export async function logIn(username: string, password: string): Promise<Me> {
  // Cookies were cleared: asking who we are brings the CSRF cookie, whatever the answer is.
  if (readCookie("csrftoken") === "") await getMe().catch(() => {});
  return call("/api/session/", { method: "POST", body: { username, password }, decode: decodeMe });
}

export async function logOut(): Promise<void> {
  await call("/api/session/", { method: "DELETE" });
}

export function listUrl({ view, filter, q }: ListQuery): string {
  const asked = new URLSearchParams({ view });
  if (filter !== "any") asked.set("status", filter);
  if (q !== "") asked.set("q", q);
  return `/api/conversations/?${asked}`;
}

/** `url` is `listUrl(…)` or the `next` of the page before. */
export function getConversations(url: string, signal?: AbortSignal): Promise<Page<Conversation>> {
  return call(url, { decode: conversationPage, ...(signal && { signal }) });
}

export function getConversation(id: Id): Promise<Conversation> {
  return call(`/api/conversations/${id}/`, { decode: decodeConversation });
}

export function threadUrl(id: Id): string {
  return `/api/conversations/${id}/messages/`;
}

/** Newest first; `next` is older. */
export function getMessages(url: string, signal?: AbortSignal): Promise<Page<Message>> {
  return call(url, { decode: messagePage, ...(signal && { signal }) });
}

export function postMessage(pending: Pending): Promise<Message> {
  const { content, clientId, lastSeenSeq } = pending;
  const body = {
    kind: "text",
    content,
    client_id: clientId,
    ...(lastSeenSeq !== null && { last_seen_seq: lastSeenSeq }),
  };
  return call(threadUrl(pending.conversation), { method: "POST", body, decode: decodeMessage });
}

export interface ConversationChange {
  status?: ConversationStatus;
  assignee?: Id | null;
  /** Whom the agent saw there: refused with `already_assigned` when that has changed. */
  assignee_was?: Id | null;
}

export function patchConversation(id: Id, change: ConversationChange): Promise<Conversation> {
  return call(`/api/conversations/${id}/`, { method: "PATCH", body: change, decode: decodeConversation });
}

export function postSeen(id: Id, message: Id): Promise<Conversation> {
  return call(`/api/conversations/${id}/seen/`, { method: "POST", body: { message }, decode: decodeConversation });
}

export function postUnread(id: Id): Promise<Conversation> {
  return call(`/api/conversations/${id}/unread/`, { method: "POST", body: {}, decode: decodeConversation });
}

/** Send a failed or unconfirmed message once more. */
export function postRetry(id: Id): Promise<Message> {
  return call(`/api/messages/${id}/retry/`, { method: "POST", body: {}, decode: decodeMessage });
}

/** An unconfirmed message is known to have arrived. */
export function postConfirm(id: Id): Promise<Message> {
  return call(`/api/messages/${id}/confirm/`, { method: "POST", body: {}, decode: decodeMessage });
}
