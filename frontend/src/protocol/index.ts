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
import {
  decodeActivity,
  decodeAgent,
  decodeContact,
  decodeConversation,
  decodeInbox,
  decodeMessage,
  type Activity,
  type Contact,
  type Conversation,
  type Id,
  type Inbox,
  type Message,
} from "./decoders";

import { decodeDrafting, type Drafting } from "./drafts";
import { decodeContactNote, type ContactNote } from "./notes";
import { decodeTemplate, type Template } from "./templates";
import { AVAILABILITIES, AVAILABILITY_CHOICES } from "./words";

export type { Capabilities, Health, MediaRule } from "./inboxes";
export * from "./decoders";
export * from "./directory";
export type { ExchangedFile } from "./files";
export type { DraftContent, Drafting, DraftMode, SavedDraft } from "./drafts";
export * from "./me";
export * from "./notes";
export * from "./templates";

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

/** A page of a thread, with what was done to the conversation meanwhile, newest first, where that was asked for. */
export interface ThreadPage extends Page<Message> {
  activity?: readonly Activity[];
  /** Colleagues who have a draft there. */
  drafting?: readonly Drafting[];
  /** The newest ones on its contact, with the first page, where they were asked for. */
  contact_notes?: ContactNote[] | null;
  /** The contact's last conversations, as `contact_notes`. */
  past?: Conversation[] | null;
}

export const decodePage = <T>(row: Decoder<T>): Decoder<Page<T>> =>
  object({
    results: list(row),
    next: nullable(string),
    previous: nullable(string),
    feed: or(cursors, {}),
  });

export const decodeThreadPage: Decoder<ThreadPage> = object({
  results: list(decodeMessage),
  next: nullable(string),
  previous: nullable(string),
  feed: or(cursors, {}),
  activity: or(list(decodeActivity), []),
  drafting: or(list(decodeDrafting), []),
  contact_notes: nullable(list(decodeContactNote)),
  past: nullable(list(decodeConversation)),
});

export const decodeRefusal = object({
  code: string,
  detail: string,
  errors: or(dictionary(unknown), {}),
  newer: or(list(decodeMessage), []),
  /** With `already_assigned`: who has it, and since when. */
  assignee: or(nullable(decodeAgent), null),
  assigned_at: or(nullable(string), null),
  /** With `window_closed`: how it stands. */
  window: nullable(object({ open: boolean, closes_at: nullable(string) })),
});

// ── feed events ──────────────────────────────────────────────────────────────────────────────

/** That one changed, not what it says: whoever holds the list reads it again. */
const decodeCannedChange = object({ id: number });
const decodeAgentChange = object({ id: number });

export type FeedEvent =
  | { k: "message.created" | "message.updated"; d: Message }
  | { k: "conversation.created" | "conversation.updated"; d: Conversation }
  | { k: "contact.updated"; d: Contact }
  | { k: "contact_note.created" | "contact_note.updated"; d: ContactNote }
  | { k: "inbox.updated"; d: Inbox }
  | { k: "template.updated"; d: Template }
  | { k: "activity.created"; d: Activity }
  | { k: "canned_response.updated"; d: { id: Id } }
  | { k: "saved_view.updated" }
  | { k: "agent.updated"; d: { id: Id } }
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
    case "contact.updated":
      return { k, d: decodeContact(d, k) };
    case "inbox.updated":
      return { k, d: decodeInbox(d, k) };
    case "template.updated":
      return { k, d: decodeTemplate(d, k) };
    case "activity.created":
      return { k, d: decodeActivity(d, k) };
    default:
      return parseSignal(k, d);
  }
}

/** What only says that something changed. */
function parseSignal(k: string, d: unknown): FeedEvent {
  switch (k) {
    case "canned_response.updated":
      return { k, d: decodeCannedChange(d, k) };
    case "saved_view.updated":
      return { k };
    case "agent.updated":
      return { k, d: decodeAgentChange(d, k) };
    default:
      return parseNote(k, d);
  }
}

function parseNote(k: string, d: unknown): FeedEvent {
  if (k !== "contact_note.created" && k !== "contact_note.updated") return { k: "unknown", kind: k };
  return { k, d: decodeContactNote(d, k) };
}

// ── socket frames ────────────────────────────────────────────────────────────────────────────

const frames = {
  subbed: object({ op: oneOf(["subbed"]), inbox: number, epoch: string, head: number }),
  live: object({ op: oneOf(["live"]), inbox: number }),
  ev: object({
    op: oneOf(["ev"]),
    i: number,
    s: number,
    k: string,
    d: unknown,
    /** Who did it, and earlier values of what changed. */
    by: unknown,
    was: unknown,
  }),
  skip: object({ op: oneOf(["skip"]), i: number, to: number }),
  reset: object({ op: oneOf(["reset"]), inbox: number, head: number, epoch: string, why: string }),
  hb: object({ op: oneOf(["hb"]), heads: dictionary(number) }),
  presence: object({
    op: oneOf(["presence"]),
    inbox: number,
    conversation: number,
    agent: object({ id: number, name: string }),
    /** "typing", "viewing" or "draft"; others may come. */
    mode: string,
    note: or(boolean, false),
    socket: or(string, ""),
    /** Seconds; 0: gone. */
    ttl: number,
  }),
  availability: object({
    op: oneOf(["availability"]),
    /** By agent id, how they stand from now on. */
    agents: dictionary(oneOf(AVAILABILITIES, "online")),
    /** What the agent of this socket chose, where that is said. */
    choice: nullable(oneOf(AVAILABILITY_CHOICES, "automatic")),
  }),
  /** One of the agent's own, as it is now; null: it is to be read. */
  draft: object({
    op: oneOf(["draft"]),
    inbox: number,
    conversation: number,
    /** Checked where it is taken. */
    draft: unknown,
  }),
  error: object({ op: oneOf(["error"]), code: string, detail: or(string, "") }),
  bye: object({ op: oneOf(["bye"]), in: number }),
};

export type ServerFrame = { [O in keyof typeof frames]: Decoded<(typeof frames)[O]> }[keyof typeof frames];

export type DraftFrame = Extract<ServerFrame, { op: "draft" }>;

export type PresenceFrame = Extract<ServerFrame, { op: "presence" }>;
export type AvailabilityFrame = Extract<ServerFrame, { op: "availability" }>;

export type ClientFrame =
  | { op: "sub"; inbox: Id; since?: number; epoch?: string }
  | { op: "ack"; i: Id; s: number }
  /** The agent has touched nothing for a while, or has again. */
  | { op: "idle"; idle: boolean }
  /** Null: nowhere any more. */
  | { op: "viewing"; conversation: Id | null }
  | { op: "typing"; conversation: Id | null; note?: boolean };

/** A frame of a known `op`, or null for one that is newer than this console. Throws on nonsense. */
export function parseFrame(value: unknown): ServerFrame | null {
  const { op } = object({ op: string })(value, "frame");
  return op in frames ? frames[op as keyof typeof frames](value, op) : null;
}
