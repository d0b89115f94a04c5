/** What the phone page's API answers, and what follows from it. No DOM here. */
import { type Decoded, boolean, list, nullable, number, object, oneOf, string } from "../decode";

const decodeDirection = oneOf(["from_business", "from_customer"]);
const decodeStatus = oneOf(["accepted", "sent", "delivered", "read", "failed"]);

const decodeMessage = object({
  id: number,
  direction: decodeDirection,
  kind: string,
  body: string,
  status: decodeStatus,
  reply_to: nullable(object({ direction: decodeDirection, body: string })),
  at: string,
});

export const decodeCustomer = object({
  id: number,
  name: string,
  wa_id: string,
  username: string,
  business: string,
  automatic_receipts: boolean,
  unread: number,
  typing_until: nullable(string),
  last: nullable(object({ direction: decodeDirection, body: string, status: decodeStatus, at: string })),
});

export const decodeState = object({
  revision: number,
  customers: list(decodeCustomer),
  customer: nullable(number),
  messages: list(decodeMessage),
  webhooks: object({ waiting: number, trouble: string }),
});

export type Message = Decoded<typeof decodeMessage>;
export type Customer = Decoded<typeof decodeCustomer>;
export type State = Decoded<typeof decodeState>;
export type Status = Message["status"];
export type Mark = "delivered" | "read" | "failed";

/** The buttons that a message of the business has while receipts are manual. */
export function marks(status: Status): Mark[] {
  if (status === "accepted" || status === "sent") return ["delivered", "read", "failed"];
  return status === "delivered" ? ["read"] : [];
}

export const STATUS_WORDS: Record<Status, string> = {
  accepted: "Accepted",
  sent: "Sent",
  delivered: "Delivered",
  read: "Read",
  failed: "Not delivered",
};

/** A customer's number as people write it, or what stands for it when it is hidden. */
export function address({ wa_id, username }: Customer): string {
  if (wa_id !== "") return `+${wa_id}`;
  return username === "" ? "number hidden" : `@${username}`;
}

/** Those whose name, number or username has the words in it. */
export function found(customers: readonly Customer[], words: string): Customer[] {
  const sought = words.trim().toLowerCase();
  return customers.filter((one) => `${one.name} ${address(one)} ${one.username}`.toLowerCase().includes(sought));
}

/** Milliseconds for which "typing…" is still to be shown. */
export function typingFor(customer: Customer, now: number): number {
  return customer.typing_until === null ? 0 : Math.max(0, Date.parse(customer.typing_until) - now);
}

/** One sentence about webhooks that the desk does not take, or nothing. */
export function trouble({ waiting, trouble: answer }: State["webhooks"]): string {
  if (answer === "") return "";
  const what = waiting === 1 ? "1 webhook waits" : `${waiting} webhooks wait`;
  return `${what} and will be tried again. The desk's last answer: ${answer}.`;
}
