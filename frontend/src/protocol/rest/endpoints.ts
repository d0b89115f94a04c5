/** The REST calls of the console, typed. */
import { call, readCookie } from "./request";
import {
  decodeColleague,
  decodeConversation,
  decodeLabel,
  decodeMe,
  decodeMessage,
  decodePage,
  decodeTeam,
  decodeThreadPage,
  type Colleague,
  type Conversation,
  type ConversationStatus,
  type Id,
  type Kind,
  type Label,
  type Me,
  type Message,
  type Page,
  type Team,
  type ThreadPage,
} from "..";
import type { Decoder } from "../decode";
import { listParams, type ListQuery } from "../lists";
import type { AvailabilityChoice, Priority } from "../words";

const conversationPage = decodePage(decodeConversation);

export function getMe(): Promise<Me> {
  return call("/api/me/", { decode: decodeMe });
}

export async function logIn(username: string, password: string): Promise<Me> {
  // Cookies were cleared: asking who we are brings the CSRF cookie, whatever the answer is.
  if (readCookie("csrftoken") === "") await getMe().catch(() => {});
  return call("/api/session/", { method: "POST", body: { username, password }, decode: decodeMe });
}

export function patchMe(change: { name?: string; availability_choice?: AvailabilityChoice }): Promise<Me> {
  return call("/api/me/", { method: "PATCH", body: change, decode: decodeMe });
}

/** All other sessions of the agent end. */
export interface NewPassword {
  /** The one that there is. */
  password: string;
  new_password: string;
  /** Of the agent's programs; else they end. */
  keep_tokens: boolean;
}

export async function postPassword(change: NewPassword): Promise<void> {
  await call("/api/me/password/", { method: "POST", body: change });
}

export async function logOut(): Promise<void> {
  await call("/api/session/", { method: "DELETE" });
}

export function listUrl(query: ListQuery): string {
  return `/api/conversations/?${listParams(query)}`;
}

/** `url` is `listUrl(…)` or the `next` of the page before. */
export function getConversations(url: string, signal?: AbortSignal): Promise<Page<Conversation>> {
  return call(url, { decode: conversationPage, ...(signal && { signal }) });
}

export function getConversation(id: Id): Promise<Conversation> {
  return call(`/api/conversations/${id}/`, { decode: decodeConversation });
}

function threadUrl(id: Id): string {
  return `/api/conversations/${id}/messages/`;
}

/** The newest page of a thread, with what was done meanwhile; `withDetails`: with what is known of its contact. */
export function newestUrl(id: Id, withDetails: boolean): string {
  return `${threadUrl(id)}?include=activity,drafting${withDetails ? ",contact_notes,past" : ""}`;
}

/** Its oldest page, whose `previous` is newer. */
export function beginningUrl(id: Id): string {
  return `${threadUrl(id)}?include=activity&from=beginning`;
}

/** Its page around a message, or around the first one from a moment on. */
export function aroundUrl(id: Id, around: Id | string): string {
  return `${threadUrl(id)}?include=activity&around=${encodeURIComponent(around)}`;
}

/** `url` is one of these, or the `next` or `previous` of a page. */
export function getThread(url: string, signal?: AbortSignal): Promise<ThreadPage> {
  return call(url, { decode: decodeThreadPage, ...(signal && { signal }) });
}

interface TemplateGiven {
  readonly name: string;
  readonly language: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** What a message to a customer is made of, as the server takes it. */
export interface NewMessage {
  kind: Kind;
  content: string;
  client_id: string;
  last_seen_seq?: number;
  /** What this window sent itself, and so knows beyond `last_seen_seq`. */
  seen_client_ids?: readonly string[];
  /** Of the agent's draft that it is made of, and that is emptied with it. */
  draft_revision?: number;
  reply_to?: Id;
  payload?: Readonly<Record<string, unknown>>;
  template?: TemplateGiven;
  media?: Id;
  hold?: boolean;
  /** As `hold`, whatever the window. */
  until_reply?: boolean;
  /** By the server's clock. */
  send_at?: string;
  /** What goes out in its place where the window has closed by then. */
  fallback?: TemplateGiven;
  /** The one that it was written with. */
  canned_response?: Id;
}

export function sendMessage(conversation: Id, message: NewMessage): Promise<Message> {
  return call(threadUrl(conversation), { method: "POST", body: message, decode: decodeMessage });
}

export interface ConversationChange {
  status?: ConversationStatus;
  assignee?: Id | null;
  /** Whom the agent saw there: refused with `already_assigned` when that has changed. */
  assignee_was?: Id | null;
  team?: Id | null;
  priority?: Priority;
  /** All that it has then. */
  labels?: readonly Id[];
  snoozed_until?: string | null;
  /** As the agent saw it: refused with `changed_meanwhile` where one of these is different by now. */
  was?: Omit<ConversationChange, "was" | "assignee_was">;
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

/** Send a failed or unconfirmed message once more; one is known to have arrived; a held one goes at once, or never. */
export type MessageVerb = "retry" | "confirm" | "release" | "cancel" | "schedule";

export function postMessageVerb(id: Id, verb: MessageVerb, body: object = {}): Promise<Message> {
  return call(`/api/messages/${id}/${verb}/`, { method: "POST", body, decode: decodeMessage });
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

/** More than any of the lists that are read whole has. */
const MOST_PAGES = 40;

/** All rows of a list, page by page. */
export async function everyRow<T>(path: string, row: Decoder<T>, signal?: AbortSignal): Promise<T[]> {
  const rows: T[] = [];
  const decode = decodePage(row);
  let url: string | null = path;
  for (let pages = 0; url !== null && pages < MOST_PAGES; pages += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each page names the next
    const page: Page<T> = await call(url, { decode, ...(signal && { signal }) });
    rows.push(...page.results);
    url = page.next;
  }
  return rows;
}

/** Those who see the inbox, and so can be given its conversations. */
export function getColleagues(inbox: Id, signal?: AbortSignal): Promise<Colleague[]> {
  return everyRow(`/api/agents/?inbox=${inbox}&page_size=200`, decodeColleague, signal);
}

/** Everybody who answers. */
export function getAllColleagues(signal?: AbortSignal): Promise<Colleague[]> {
  return everyRow("/api/agents/?page_size=200", decodeColleague, signal);
}

export function getTeams(signal?: AbortSignal): Promise<Team[]> {
  return everyRow("/api/teams/?page_size=200", decodeTeam, signal);
}

/** Those of which somebody sees the inbox, and so can be mentioned there. */
export function getTeamsOf(inbox: Id, signal?: AbortSignal): Promise<Team[]> {
  return everyRow(`/api/teams/?inbox=${inbox}&page_size=200`, decodeTeam, signal);
}

export function getLabels(signal?: AbortSignal): Promise<Label[]> {
  return everyRow("/api/labels/?page_size=200", decodeLabel, signal);
}

/** Supervisors and admins may. */
export function postLabel(name: string, color: string): Promise<Label> {
  return call("/api/labels/", { method: "POST", body: { name, color }, decode: decodeLabel });
}

/** The newest conversations with this customer, the finished ones too. */
export async function getPast(contact: Id, most: number, signal?: AbortSignal): Promise<Conversation[]> {
  const url = `/api/conversations/?contact=${contact}&page_size=${most}`;
  return (await getConversations(url, signal)).results;
}
