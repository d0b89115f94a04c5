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
  decodeContact,
  decodeConversation,
  decodeInbox,
  decodeMessage,
  decodeTemplate,
  type Activity,
  type Contact,
  type Conversation,
  type Id,
  type Inbox,
  type Message,
  type Template,
} from "./decoders";

export type { Capabilities, Health, MediaRule } from "./inboxes";
export * from "./decoders";

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
  /** With `window_closed`: how it stands. */
  window: nullable(object({ open: boolean, closes_at: nullable(string) })),
});

// ── feed events ──────────────────────────────────────────────────────────────────────────────

export type FeedEvent =
  | { k: "message.created" | "message.updated"; d: Message }
  | { k: "conversation.created" | "conversation.updated"; d: Conversation }
  | { k: "contact.updated"; d: Contact }
  | { k: "inbox.updated"; d: Inbox }
  | { k: "template.updated"; d: Template }
  | { k: "activity.created"; d: Activity }
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
  { op: "sub"; inbox: Id; since?: number; epoch?: string } | { op: "ack"; i: Id; s: number };

/** A frame of a known `op`, or null for one that is newer than this console. Throws on nonsense. */
export function parseFrame(value: unknown): ServerFrame | null {
  const { op } = object({ op: string })(value, "frame");
  return op in frames ? frames[op as keyof typeof frames](value, op) : null;
}
