/** The REST calls of the console, typed. */
import { call, readCookie } from "./request";
import {
  decodeConversation,
  decodeMe,
  decodeMessage,
  decodePage,
  decodeTemplate,
  type Conversation,
  type ConversationStatus,
  type Id,
  type Kind,
  type Me,
  type Message,
  type Page,
  type Template,
} from "..";
import type { ListQuery } from "../lists";

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

/** What a message to a customer is made of, as the server takes it. */
export interface NewMessage {
  kind: Kind;
  content: string;
  client_id: string;
  last_seen_seq?: number;
  reply_to?: Id;
  payload?: Readonly<Record<string, unknown>>;
  template?: {
    readonly name: string;
    readonly language: string;
    readonly variables: Readonly<Record<string, string>>;
  };
  media?: Id;
  hold?: boolean;
}

export function sendMessage(conversation: Id, message: NewMessage): Promise<Message> {
  return call(threadUrl(conversation), { method: "POST", body: message, decode: decodeMessage });
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
  return call(`/api/conversations/${id}/seen/`, {
    method: "POST",
    body: { message },
    decode: decodeConversation,
  });
}

export function postUnread(id: Id): Promise<Conversation> {
  return call(`/api/conversations/${id}/unread/`, { method: "POST", body: {}, decode: decodeConversation });
}

/** We answer from now on, not whoever `answered_by` names. */
export function postTakeOver(id: Id): Promise<Conversation> {
  return call(`/api/conversations/${id}/take-over/`, {
    method: "POST",
    body: {},
    decode: decodeConversation,
  });
}

/** Send a failed or unconfirmed message once more. */
export function postRetry(id: Id): Promise<Message> {
  return call(`/api/messages/${id}/retry/`, { method: "POST", body: {}, decode: decodeMessage });
}

/** An unconfirmed message is known to have arrived. */
export function postConfirm(id: Id): Promise<Message> {
  return call(`/api/messages/${id}/confirm/`, { method: "POST", body: {}, decode: decodeMessage });
}

/** A held message is not to be sent after all. */
export function postCancel(id: Id): Promise<Message> {
  return call(`/api/messages/${id}/cancel/`, { method: "POST", body: {}, decode: decodeMessage });
}

/** Ours; another emoji replaces it, null takes it back. */
export function putReaction(id: Id, emoji: string | null): Promise<Message> {
  const url = `/api/messages/${id}/reactions/`;
  if (emoji === null) return call(url, { method: "DELETE", decode: decodeMessage });
  return call(url, { method: "POST", body: { emoji }, decode: decodeMessage });
}

/** The customer sees that somebody is writing. */
export async function postTyping(id: Id): Promise<void> {
  await call(`/api/conversations/${id}/typing/`, { method: "POST", body: {} });
}

/** Fetch a file of the customer's once more. */
export async function postAttachmentRetry(id: Id): Promise<void> {
  await call(`/api/attachments/${id}/retry/`, { method: "POST", body: {} });
}

const templatePage = decodePage(decodeTemplate);
/** More pages than any account may have templates. */
const MOST_PAGES = 40;

export async function getTemplates(inbox: Id, signal?: AbortSignal): Promise<Template[]> {
  const templates: Template[] = [];
  let url: string | null = `/api/templates/?inbox=${inbox}&page_size=200`;
  for (let pages = 0; url !== null && pages < MOST_PAGES; pages += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each page names the next
    const page: Page<Template> = await call(url, { decode: templatePage, ...(signal && { signal }) });
    templates.push(...page.results.filter((one) => one.inbox === inbox));
    url = page.next;
  }
  return templates;
}

export async function postSyncTemplates(inbox: Id): Promise<void> {
  await call(`/api/inboxes/${inbox}/sync-templates/`, { method: "POST", body: {} });
}

/** Every conversation with this customer, the finished ones too. */
export async function getPast(contact: Id, signal?: AbortSignal): Promise<Conversation[]> {
  return (await getConversations(`/api/conversations/?contact=${contact}`, signal)).results;
}
