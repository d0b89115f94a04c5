/**
 * The contract with the server: resources, feed events and socket frames, and the guards that
 * check what arrives. `tests/contract/*.json` (written by the Python tests) runs through them.
 */
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
  type Decoder,
} from "./decode";

export type Id = number;

// ── resources ────────────────────────────────────────────────────────────────────────────────

export const DIRECTIONS = ["inbound", "outbound", "note"] as const;
export const STATUSES = [
  "received", "queued", "sending", "unconfirmed", "sent", "failed", "delivered", "read",
] as const;
export const KINDS = [
  "text", "image", "video", "audio", "document", "sticker", "location", "contacts", "interactive",
  "button", "reaction", "order", "template", "system", "call", "unsupported", "note",
] as const;
export const CONVERSATION_STATUSES = ["open", "pending", "snoozed", "resolved"] as const;

export type Direction = (typeof DIRECTIONS)[number];
export type Status = (typeof STATUSES)[number];
export type Kind = (typeof KINDS)[number];
export type ConversationStatus = (typeof CONVERSATION_STATUSES)[number];

const agent = object({ id: number, username: string, name: string });
const direction = oneOf(DIRECTIONS);
const kind = oneOf(KINDS, "unsupported");
const status = oneOf(STATUSES, "sending");

const failure = object({ code: or(string, ""), title: string, detail: or(string, ""), action: or(string, "") });
const attachment = object({
  id: number,
  kind: string,
  mime_type: or(string, ""),
  filename: or(string, ""),
  size: nullable(number),
  caption: or(string, ""),
  url: nullable(string),
  state: oneOf(["pending", "ready", "failed"], "pending"),
});
const reaction = object({ emoji: string, from: string });
const quote = object({ id: number, preview: or(string, "") });
const change = object({ status, at: string, provider_at: nullable(string) });

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
  author: nullable(agent),
  reply_to: nullable(quote),
  attachments: or(list(attachment), []),
  reactions: or(list(reaction), []),
  error: nullable(failure),
  timeline: or(list(change), []),
  edited_at: nullable(string),
  revoked_at: nullable(string),
});

const shortMessage = object({
  id: number,
  direction,
  kind,
  content: string,
  status,
  timestamp: string,
  author: nullable(agent),
});

export const decodeContact = object({
  id: number,
  name: string,
  addresses: or(list(object({ kind: string, value: string })), []),
  blocked: or(boolean, false),
});

export const decodeConversation = object({
  id: number,
  inbox: number,
  contact: decodeContact,
  status: oneOf(CONVERSATION_STATUSES, "open"),
  assignee: nullable(agent),
  team: nullable(object({ id: number, name: string })),
  priority: or(string, "normal"),
  labels: or(list(object({ id: number, name: string, color: string })), []),
  snoozed_until: nullable(string),
  unread: number,
  last_message: nullable(shortMessage),
  last_activity_at: string,
  window: object({ open: boolean, closes_at: nullable(string) }),
  created_at: string,
});

const decodeInbox = object({ id: number, name: string, address: string, transport: string });

export const decodeMe = object({
  id: number,
  username: string,
  name: string,
  role: string,
  inboxes: list(decodeInbox),
});

export type Agent = Decoded<typeof agent>;
export type Failure = Decoded<typeof failure>;
export type Attachment = Decoded<typeof attachment>;
export type Message = Decoded<typeof decodeMessage>;
export type ShortMessage = Decoded<typeof shortMessage>;
export type Contact = Decoded<typeof decodeContact>;
export type Conversation = Decoded<typeof decodeConversation>;
export type Inbox = Decoded<typeof decodeInbox>;
export type Me = Decoded<typeof decodeMe>;

// ── lists ────────────────────────────────────────────────────────────────────────────────────

/** A position in an inbox's feed. */
const cursor = object({ epoch: string, seq: number });
const cursors = dictionary(cursor);

export type Cursor = Decoded<typeof cursor>;
export type Cursors = Readonly<Record<string, Cursor>>;

export interface Page<T> {
  results: T[];
  next: string | null;
  previous: string | null;
  /** Read by the server *before* the rows. */
  feed: Cursors;
}

export const decodePage = <T>(row: Decoder<T>): Decoder<Page<T>> =>
  object({
    results: list(row),
    next: nullable(string),
    previous: nullable(string),
    feed: or(cursors, {}),
  });

export const decodeRefusal = object({
  code: string,
  detail: string,
  errors: or(dictionary(unknown), {}),
  newer: or(list(decodeMessage), []),
});

// ── feed events ──────────────────────────────────────────────────────────────────────────────

export type FeedEvent =
  | { k: "message.created" | "message.updated"; d: Message }
  | { k: "conversation.created" | "conversation.updated"; d: Conversation }
  | { k: "contact.created" | "contact.updated"; d: Contact }
  | { k: "inbox.created" | "inbox.updated"; d: Inbox }
  | { k: "unknown"; kind: string };

/** A kind that this console does not know is a no-op: its number still counts. */
export function parseEvent(k: string, d: unknown): FeedEvent {
  switch (k) {
    case "message.created":
    case "message.updated":
      return { k, d: decodeMessage(d, k) };
    case "conversation.created":
    case "conversation.updated":
      return { k, d: decodeConversation(d, k) };
    case "contact.created":
    case "contact.updated":
      return { k, d: decodeContact(d, k) };
    case "inbox.created":
    case "inbox.updated":
      return { k, d: decodeInbox(d, k) };
    default:
      return { k: "unknown", kind: k };
  }
}

// ── socket frames ────────────────────────────────────────────────────────────────────────────

const frames = {
  subbed: object({ op: oneOf(["subbed"]), inbox: number, epoch: string, head: number }),
  live: object({ op: oneOf(["live"]), inbox: number }),
  ev: object({ op: oneOf(["ev"]), i: number, s: number, k: string, d: unknown }),
  skip: object({ op: oneOf(["skip"]), i: number, to: number }),
  reset: object({ op: oneOf(["reset"]), inbox: number, head: number, epoch: string, why: string }),
  hb: object({ op: oneOf(["hb"]), heads: dictionary(number) }),
  presence: object({ op: oneOf(["presence"]) }),
  error: object({ op: oneOf(["error"]), code: string, detail: or(string, "") }),
  bye: object({ op: oneOf(["bye"]), in: number }),
};

export type ServerFrame = { [O in keyof typeof frames]: Decoded<(typeof frames)[O]> }[keyof typeof frames];

export type ClientFrame =
  | { op: "sub"; inbox: Id; since?: number; epoch?: string }
  | { op: "ack"; i: Id; s: number };

/** A frame of a known `op`, or null for one that is newer than this console. Throws on nonsense. */
export function parseFrame(value: unknown): ServerFrame | null {
  const { op } = object({ op: string })(value, "frame");
  return op in frames ? frames[op as keyof typeof frames](value, op) : null;
}
