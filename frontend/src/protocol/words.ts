/** The words of the contract: directions, statuses, kinds. */
import type { components } from "./api.gen";

type Schemas = components["schemas"];

/** A list of words that leaves out none of the description's, and has no other. */
const all =
  <W extends string>() =>
  <const L extends readonly W[]>(words: [W] extends [L[number]] ? L : never): L =>
    words;

export const DIRECTIONS = all<Schemas["MessageDirection"]>()(["inbound", "outbound", "note"]);
export const STATUSES = all<Schemas["MessageStatus"]>()([
  "received",
  "held",
  "queued",
  "sending",
  "unconfirmed",
  "sent",
  "failed",
  "delivered",
  "read",
]);
/** What a timeline tells: a voice note that was played is a line of its own, while its status is `read`. */
export const TIMELINE_STATUSES = all<Schemas["TimelineStatus"]>()([...STATUSES, "played"]);
export const KINDS = all<Schemas["MessageKind"]>()([
  "text",
  "image",
  "video",
  "audio",
  "document",
  "sticker",
  "location",
  "contacts",
  "interactive",
  "button",
  "reaction",
  "order",
  "template",
  "system",
  "call",
  "unsupported",
  "note",
]);
export const MEDIA_KINDS = all<Schemas["AttachmentKind"]>()([
  "image",
  "video",
  "audio",
  "document",
  "sticker",
]);
export const CONVERSATION_STATUSES = all<Schemas["ConversationStatus"]>()([
  "open",
  "pending",
  "snoozed",
  "resolved",
]);
/** Of a conversation, the least first. */
export const PRIORITIES = all<Schemas["ConversationPriority"]>()(["low", "normal", "high", "urgent"]);
/** What an agent can do about a failure; as `none` is taken what a newer server says. */
export const ADVICES = all<Schemas["Advice"]>()([
  "resend",
  "wait",
  "template",
  "fix_inbox",
  "do_not_write",
  "none",
]);

export const AVAILABILITIES = all<Schemas["Availability"]>()(["online", "away", "offline"]);
export const AVAILABILITY_CHOICES = all<Schemas["AvailabilityChoice"]>()(["automatic", "away", "offline"]);

/** What can be done to a conversation. */
export type Verb = Schemas["VerbEnum"];
export type Availability = (typeof AVAILABILITIES)[number];
export type AvailabilityChoice = (typeof AVAILABILITY_CHOICES)[number];
export type Direction = (typeof DIRECTIONS)[number];
export type Status = (typeof STATUSES)[number];
export type TimelineStatus = (typeof TIMELINE_STATUSES)[number];
export type Kind = (typeof KINDS)[number];
export type MediaKind = (typeof MEDIA_KINDS)[number];
export type Advice = (typeof ADVICES)[number];
export type Priority = (typeof PRIORITIES)[number];
export type ConversationStatus = (typeof CONVERSATION_STATUSES)[number];
