/** What the phone page's API answers, and what follows from it. No DOM here. */
import {
  type Decoded,
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
} from "../protocol/decode";
import type { Sentences } from "./i18n/en";

const decodeDirection = oneOf(["from_business", "from_customer"]);
const decodeStatus = oneOf(["accepted", "sent", "delivered", "read", "failed"]);

const decodeMessage = object({
  id: number,
  direction: decodeDirection,
  kind: string,
  body: string,
  payload: dictionary(unknown),
  media: nullable(object({ url: string, mime_type: string, filename: string, size: number })),
  status: decodeStatus,
  error: or(number, 0),
  customer_reaction: or(string, ""),
  business_reaction: or(string, ""),
  edited: or(boolean, false),
  revoked: or(boolean, false),
  reply_to: nullable(object({ direction: decodeDirection, body: string })),
  at: string,
});

export const decodeCustomer = object({
  id: number,
  name: string,
  wa_id: string,
  username: string,
  hidden: or(boolean, false),
  number: or(number, 0),
  provider: or(oneOf(["meta", "twilio"]), "meta"),
  window_closes_at: nullable(string),
  business: string,
  automatic_receipts: boolean,
  unread: number,
  typing_until: nullable(string),
  last: nullable(object({ direction: decodeDirection, body: string, status: decodeStatus, at: string })),
});

const decodeFault = object({
  fault: string,
  where: oneOf(["answer", "message", "webhook", "file"]),
  title: string,
  settings: dictionary(number),
  on: boolean,
  times: nullable(number),
});

const decodeTemplate = object({
  id: number,
  name: string,
  language: string,
  category: string,
  status: string,
  quality: string,
});

const decodeNumber = object({
  id: number,
  provider: oneOf(["meta", "twilio"]),
  name: string,
  display_number: string,
  quality: string,
  webhook_url: or(string, ""),
  faults: list(decodeFault),
  templates: list(decodeTemplate),
});

export const decodeState = object({
  revision: number,
  customers: list(decodeCustomer),
  customer: nullable(number),
  messages: list(decodeMessage),
  webhooks: object({ waiting: number, problem: string }),
  numbers: or(list(decodeNumber), []),
});

export type Message = Decoded<typeof decodeMessage>;
export type Customer = Decoded<typeof decodeCustomer>;
export type BusinessNumber = Decoded<typeof decodeNumber>;
export type Fault = Decoded<typeof decodeFault>;
export type Template = Decoded<typeof decodeTemplate>;
export type State = Decoded<typeof decodeState>;
export type Status = Message["status"];
export type Receipt = "delivered" | "read" | "failed";

/** The buttons that a message of the business has while receipts are manual. */
export function possibleReceipts(status: Status): Receipt[] {
  if (status === "accepted" || status === "sent") return ["delivered", "read", "failed"];
  return status === "delivered" ? ["read"] : [];
}

/** A customer's number as people write it, or what stands for it when it is hidden. */
export function address({ wa_id, username, hidden }: Customer, t: Sentences): string {
  if (wa_id !== "" && !hidden) return `+${wa_id}`;
  return username === "" ? t.customers.numberHidden : `@${username}`;
}

/** The console, showing this customer's conversations: found by the number, where that is hidden by the name. */
export function consoleUrl({ wa_id, hidden, username, name }: Customer): string {
  const sought = wa_id !== "" && !hidden ? wa_id : username || name;
  return `/#/all/any?${new URLSearchParams({ q: sought })}`;
}

/** Those whose name, number or username has the words in it. */
export function found(customers: readonly Customer[], words: string, t: Sentences): Customer[] {
  const sought = words.trim().toLowerCase();
  return customers.filter((one) =>
    `${one.name} ${address(one, t)} ${one.username}`.toLowerCase().includes(sought),
  );
}

/** Milliseconds for which "typing…" is still to be shown. */
export function typingFor(customer: Customer, now: number): number {
  return customer.typing_until === null ? 0 : Math.max(0, Date.parse(customer.typing_until) - now);
}

/** One sentence about webhooks that the console does not take, or nothing. */
export function problemOf({ waiting, problem: answer }: State["webhooks"], t: Sentences): string {
  return answer === "" ? "" : t.top.refused(waiting, answer);
}

/** How a fault that is on goes on: so often, or until it is switched off. */
export function faultState({ on, times }: Fault, t: Sentences): string {
  if (!on) return "";
  return times === null ? t.panel.faultOn : t.panel.faultNext(times);
}

/** How long the business may still write freely, as the provider sees it. */
export function windowWords({ window_closes_at }: Customer, now: number, t: Sentences): string {
  if (window_closes_at === null) return t.window.never;
  const minutes = Math.floor((Date.parse(window_closes_at) - now) / 60_000);
  if (minutes <= 0) return t.window.closed;
  return minutes < 60 ? t.window.minutes(minutes) : t.window.hours(Math.floor(minutes / 60));
}
