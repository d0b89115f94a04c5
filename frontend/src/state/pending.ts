/** Messages that this console wants to send and that the server has not yet shown back, in order. */
import type { Id, Message } from "../protocol";

export interface Refusal {
  readonly code: string;
  readonly sentence: string;
}

export interface Pending {
  /** Makes sending twice the same as sending once. */
  readonly clientId: string;
  readonly conversation: Id;
  readonly content: string;
  /** ISO 8601, this browser's clock. */
  readonly at: string;
  /** The feed number up to which the agent had seen the conversation; null: send anyway. */
  readonly lastSeenSeq: number | null;
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

export type Draft = Pick<Pending, "clientId" | "conversation" | "content" | "at" | "lastSeenSeq" | "thenResolve">;

export function pendingOf(draft: Draft): Pending {
  return { ...draft, state: "waiting", refusal: null, newer: [] };
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
