/**
 * The guards that check what arrives, and the types of what they let through.
 *
 * What the server shows is described by api.gen.ts, which is made from docs/openapi.json (`npm run api`). Each guard
 * names the fields that the console reads; the compiler refuses one that the description does not have, or has
 * otherwise.
 */
import type { components } from "./api.gen";
import {
  boolean,
  dictionary,
  list,
  nullable,
  number,
  object,
  oneOf,
  or,
  string,
  unknown,
  type Decoded,
} from "./decode";
import {
  ADVICES,
  DIRECTIONS,
  STATUSES,
  TIMELINE_STATUSES,
  KINDS,
  MEDIA_KINDS,
  CONVERSATION_STATUSES,
  PRIORITIES,
} from "./words";
import { capabilities, health, NO_CAPABILITIES, WELL } from "./inboxes";

type Schemas = components["schemas"];

export type Id = number;
export * from "./words";

/** What a guard lets through: it takes all that the server says it may show, and no field of which it says nothing. */
export type Described<
  R,
  D extends { [K in keyof D]: K extends keyof R ? (R[K] extends D[K] ? unknown : never) : never },
> = D;

export const decodeAgent = object({ id: number, username: string, name: string });
const direction = oneOf(DIRECTIONS);
const kind = oneOf(KINDS, "unsupported");
const status = oneOf(STATUSES, "sending");

const failure = object({
  code: or(string, ""),
  title: string,
  detail: or(string, ""),
  action: or(string, ""),
  advice: or(oneOf(ADVICES, "none"), "none"),
});

export const decodeAttachment = object({
  id: number,
  kind: oneOf(MEDIA_KINDS, "document"),
  mime_type: or(string, ""),
  filename: or(string, ""),
  size: nullable(number),
  caption: or(string, ""),
  url: nullable(string),
  thumbnail_url: nullable(string),
  width: nullable(number),
  height: nullable(number),
  voice: or(boolean, false),
  state: oneOf(["pending", "ready", "failed"], "pending"),
  error: nullable(failure),
});

const reaction = object({
  emoji: string,
  from: oneOf(["contact", "us"], "us"),
  agent: nullable(decodeAgent),
  status: or(status, "sent"),
  timestamp: nullable(string),
});
const quote = object({
  id: number,
  direction,
  author: or(nullable(decodeAgent), null),
  preview: or(string, ""),
});
const answer = object({ code: or(string, ""), title: or(string, ""), detail: or(string, "") });
const change = object({
  status: oneOf(TIMELINE_STATUSES, "sending"),
  at: string,
  provider_at: nullable(string),
  error: or(nullable(answer), null),
});
const pricing = object({
  billable: nullable(boolean),
  category: or(string, ""),
  type: or(string, ""),
  model: or(string, ""),
  amount: or(string, ""),
  currency: or(string, ""),
});
const revision = object({ content: or(string, ""), until: nullable(string) });

export const decodeMessage = object({
  id: number,
  client_id: nullable(string),
  conversation: number,
  inbox: number,
  direction,
  kind,
  sender: string,
  receiver: string,
  content: string,
  status,
  timestamp: string,
  provider_timestamp: nullable(string),
  external_id: nullable(string),
  author: nullable(decodeAgent),
  reply_to: nullable(quote),
  attachments: or(list(decodeAttachment), []),
  reactions: or(list(reaction), []),
  /** Raw item of the provider inbound, what was sent outbound; store/messages/payload.ts reads it. */
  payload: or(dictionary(unknown), {}),
  error: nullable(failure),
  /** What it costs, in the provider's words; null until a receipt says it. */
  pricing: or(nullable(pricing), null),
  timeline: or(list(change), []),
  /** `phone`: by the business's own phone; `other`: by another sender of the number; `history`: from before this console. */
  origin: or(string, ""),
  revisions: or(list(revision), []),
  edited_at: nullable(string),
  revoked_at: nullable(string),
  /** When it goes out that was sent for later; it is `held` until then. */
  send_at: or(nullable(string), null),
  /** What goes out in its place where the window has closed by then. */
  fallback: or(nullable(object({ name: string, language: string })), null),
});

const shortMessage = object({
  id: number,
  direction,
  kind,
  content: string,
  status,
  timestamp: string,
  author: nullable(decodeAgent),
});

export const decodeContact = object({
  id: number,
  name: string,
  username: or(string, ""),
  addresses: or(list(object({ kind: string, value: string, left: or(boolean, false) })), []),
  blocked: or(boolean, false),
  /** What the customer said about marketing: "", "stop" or "resume". */
  marketing: or(string, ""),
});

export const decodeConversation = object({
  id: number,
  inbox: number,
  contact: decodeContact,
  status: oneOf(CONVERSATION_STATUSES, "open"),
  assignee: nullable(decodeAgent),
  team: nullable(object({ id: number, name: string })),
  priority: or(oneOf(PRIORITIES, "normal"), "normal"),
  labels: or(list(object({ id: number, name: string, color: string })), []),
  snoozed_until: nullable(string),
  unread: number,
  last_message: nullable(shortMessage),
  last_activity_at: string,
  window: object({ open: boolean, closes_at: nullable(string) }),
  created_at: string,
  /** Since when the customer waits for an answer; null: nobody waits. */
  waiting_since: nullable(string),
  first_reply_at: nullable(string),
  last_reply_at: nullable(string),
  /** Null while the conversation goes on. */
  resolved_at: nullable(string),
  /** Who answers at the provider instead of us, in words; null: we do. */
  answered_by: or(nullable(string), null),
  /** Which agents its notes name, and how many of these each has not seen. */
  mentioned: or(list(object({ agent: number, unread: number })), []),
  /** When the next message goes out that was sent for later. */
  scheduled_at: or(nullable(string), null),
});

export const decodeActor = object({ kind: string, id: nullable(number), name: string });

/** One thing done to a conversation; `before` and `after` are of what the verb names. */
export const decodeActivity = object({
  id: number,
  conversation: number,
  at: string,
  by: decodeActor,
  verb: string,
  before: unknown,
  after: unknown,
  why: or(string, ""),
});

export const decodeInbox = object({
  id: number,
  name: string,
  address: string,
  transport: string,
  /** When the customer's ticks turn blue: never, open or reply. */
  read_policy: or(string, "open"),
  /** After so many minutes a waiting customer is shown in amber, and in red. */
  waiting_amber: or(number, 15),
  waiting_red: or(number, 60),
  health: or(health, WELL),
  capabilities: or(capabilities, NO_CAPABILITIES),
});

export type Agent = Described<Schemas["AgentShort"], Decoded<typeof decodeAgent>>;
export type Failure = Described<Schemas["Failure"], Decoded<typeof failure>>;
export type Attachment = Described<Schemas["Attachment"], Decoded<typeof decodeAttachment>>;
export type Reaction = Described<Schemas["Reaction"], Decoded<typeof reaction>>;
export type Quote = Decoded<typeof quote>;
export type Message = Described<Schemas["Message"], Decoded<typeof decodeMessage>>;
export type ShortMessage = Described<Schemas["LastMessage"], Decoded<typeof shortMessage>>;
export type Contact = Described<Schemas["Contact"], Decoded<typeof decodeContact>>;
export type Conversation = Described<Schemas["Conversation"], Decoded<typeof decodeConversation>>;
export type Actor = Decoded<typeof decodeActor>;
export type Activity = Described<Schemas["Activity"], Decoded<typeof decodeActivity>>;
export type Inbox = Described<Schemas["Inbox"], Decoded<typeof decodeInbox>>;
export type TimelineChange = Described<Schemas["Timeline"], Decoded<typeof change>>;
