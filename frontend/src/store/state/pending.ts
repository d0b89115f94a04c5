/** Messages that this console wants to send and that the server has not yet shown back, in order. */
import type { Id, Kind, MediaKind, Message, Quote } from "../../protocol";

export interface Refusal {
  readonly code: string;
  readonly sentence: string;
  /** The conversation with this customer that goes on. */
  readonly elsewhere?: Id;
}

/** A file of this browser; its bytes are not part of the state (see live/uploads.ts). */
export interface PendingFile {
  readonly kind: MediaKind;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** A voice note, not a music file. */
  readonly voice: boolean;
  /** Of one whose bytes are with the server alone. */
  readonly url?: string;
}

export interface PendingTemplate {
  readonly name: string;
  readonly language: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** What is sent. */
export interface Body {
  readonly kind: Kind;
  /** The text, the caption, or one readable line. */
  readonly content: string;
  /** Structured parts in Meta's words; of a template only what its bubble shows; of a note whom it names. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly replyTo: Quote | null;
  /** With `hold`: the one that is sent now to make the customer reply. */
  readonly template: PendingTemplate | null;
  /** Wait until the customer writes again, where the window is closed. */
  readonly hold: boolean;
  /** Wait for it whatever the window. */
  readonly untilReply: boolean;
  /** Go out at this time, ISO 8601 by the server's clock; null: now. */
  readonly sendAt: string | null;
  /** What goes out in its place where the window has closed by then. */
  readonly fallback: PendingTemplate | null;
  readonly file: PendingFile | null;
  /** The upload's id at the server, once it is there. */
  readonly media: Id | null;
  /** The canned response that it was written with. */
  readonly canned: Id | null;
  /** Of the draft that it is made of, and that the server empties with it; null: of none that it has. */
  readonly draftRevision: number | null;
}

export const PLAIN: Omit<Body, "content"> = {
  kind: "text",
  payload: {},
  replyTo: null,
  template: null,
  hold: false,
  untilReply: false,
  sendAt: null,
  fallback: null,
  file: null,
  media: null,
  canned: null,
  draftRevision: null,
};

export interface Pending extends Body {
  /** Makes sending twice the same as sending once. */
  readonly clientId: string;
  readonly conversation: Id;
  /** ISO 8601, this browser's clock. */
  readonly at: string;
  /** The feed number up to which the agent had seen the conversation; null: send anyway. */
  readonly lastSeenSeq: number | null;
  /** What this window had sent by then and the feed had not brought yet: no surprise to the agent. */
  readonly seenClientIds: readonly string[];
  /** Resolve the conversation once this is accepted (sending would reopen it). */
  readonly thenResolve: boolean;
  readonly state:
    /** Its turn has not come, or there is no connection. */
    | "waiting"
    | "sending"
    /** A colleague answered meanwhile: the agent decides. */
    | "conflict"
    | "refused";
  readonly refusal: Refusal | null;
  /** What colleagues wrote meanwhile. */
  readonly newer: readonly Message[];
}

export type Outbox = readonly Pending[];

export type Draft = Pick<
  Pending,
  "clientId" | "conversation" | "content" | "at" | "lastSeenSeq" | "thenResolve"
> &
  Partial<Body & Pick<Pending, "seenClientIds">>;

const NONE: readonly string[] = [];

export function pendingOf(draft: Draft): Pending {
  return { ...PLAIN, seenClientIds: NONE, ...draft, state: "waiting", refusal: null, newer: [] };
}

/** As a bubble shows it before the server does; `preview` is a URL of the file in this browser. */
export function asMessage(pending: Pending, preview: string | null): Message {
  const { file, clientId, conversation, content, kind, payload, at } = pending;
  const isNote = kind === "note";
  return {
    id: -1,
    client_id: clientId,
    conversation,
    inbox: -1,
    direction: isNote ? "note" : "outbound",
    kind,
    sender: "",
    receiver: "",
    content,
    status: isNote ? "received" : waits(pending) ? "held" : "queued",
    timestamp: at,
    provider_timestamp: null,
    external_id: null,
    author: null,
    reply_to: pending.replyTo,
    attachments: file ? [localAttachment(file, preview, content)] : [],
    reactions: [],
    payload: { ...payload },
    error: null,
    pricing: null,
    timeline: [],
    origin: "",
    revisions: [],
    edited_at: null,
    revoked_at: null,
    send_at: pending.sendAt,
    fallback: pending.fallback,
  };
}

function waits({ hold, untilReply, sendAt }: Pending): boolean {
  return hold || untilReply || sendAt !== null;
}

function localAttachment(
  file: PendingFile,
  preview: string | null,
  caption: string,
): Message["attachments"][number] {
  const { kind, name, type, size, voice } = file;
  return {
    id: -1,
    kind,
    mime_type: type,
    filename: name,
    size,
    caption,
    url: preview,
    thumbnail_url: null,
    width: null,
    height: null,
    voice,
    state: preview === null ? "pending" : "ready",
    error: null,
  };
}

export function added(outbox: Outbox, pending: Pending): Outbox {
  return outbox.some((one) => one.clientId === pending.clientId) ? outbox : [...outbox, pending];
}

export function changed(outbox: Outbox, clientId: string, change: Partial<Pending>): Outbox {
  return outbox.map((one) => (one.clientId === clientId ? { ...one, ...change } : one));
}

export function removed(outbox: Outbox, clientId: string): Outbox {
  return outbox.some((one) => one.clientId === clientId)
    ? outbox.filter((one) => one.clientId !== clientId)
    : outbox;
}

/** Without what has become a message, whichever of the REST answer and the event came first. */
export function settled(outbox: Outbox, messages: Iterable<Message>): Outbox {
  if (outbox.length === 0) return outbox;
  let rest = outbox;
  for (const { client_id } of messages) if (client_id !== null) rest = removed(rest, client_id);
  return rest;
}

/**
 * What may be sent now: per conversation the oldest that is not refused, unless it is under way
 * or the agent has to decide first. So a conversation's messages leave in the order of writing.
 */
export function sendable(outbox: Outbox): Pending[] {
  const first = new Map<Id, Pending>();
  for (const one of outbox) {
    if (one.state !== "refused" && !first.has(one.conversation)) first.set(one.conversation, one);
  }
  return [...first.values()].filter((one) => one.state === "waiting");
}

export function ofConversation(outbox: Outbox, conversation: Id): Pending[] {
  return outbox.filter((one) => one.conversation === conversation);
}

/** Whether a message that was made of a draft has not reached the server. */
export function isSpent(outbox: Outbox, conversation: Id, isNote: boolean): boolean {
  return ofConversation(outbox, conversation).some(
    ({ kind, draftRevision }) => draftRevision !== null && (kind === "note") === isNote,
  );
}

/** Whether it is to be resolved as soon as what waits has been sent. */
export function resolvesSoon(outbox: Outbox, conversation: Id): boolean {
  return ofConversation(outbox, conversation).some(
    ({ thenResolve, state }) => thenResolve && (state === "waiting" || state === "sending"),
  );
}
