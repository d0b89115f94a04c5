/** The phone page's requests. */
import { ApiError, call, readCookie } from "../protocol/rest/request";
import { type Customer, type Receipt, type State, decodeCustomer, decodeState } from "./state";

const API = "/simulator/api";

/** With `after` the server holds the answer until something is newer, or some seconds. */
export function fetchState(
  customer: number | null,
  messages: number,
  after: number | null,
  signal: AbortSignal,
): Promise<State> {
  const query = new URLSearchParams({ messages: `${messages}` });
  if (customer !== null) query.set("customer", `${customer}`);
  if (after !== null) query.set("after", `${after}`);
  return call(`${API}/state?${query}`, { decode: decodeState, signal });
}

export function sendText(customer: number, text: string, replyTo: number | null): Promise<unknown> {
  const body = { text, reply_to: replyTo };
  return call(`${API}/customers/${customer}/messages`, { method: "POST", body });
}

/** What a customer can send without a file or with one that the simulator draws. */
export interface CustomerMessage {
  kind: string;
  text?: string;
  voice?: boolean;
  forwarded?: boolean;
  referral?: boolean;
  reply_to?: number | null;
}

export function sendMessage(customer: number, message: CustomerMessage): Promise<unknown> {
  return call(`${API}/customers/${customer}/messages`, { method: "POST", body: message });
}

export async function sendFile(
  customer: number,
  file: File,
  kind: string,
  replyTo: number | null,
): Promise<void> {
  const body = new FormData();
  body.set("kind", kind);
  body.set("file", file);
  if (replyTo !== null) body.set("reply_to", `${replyTo}`);
  const response = await fetch(`${API}/customers/${customer}/messages`, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": readCookie("csrftoken"), Accept: "application/json" },
  });
  if (response.ok) return;
  const { code, detail, errors } = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const refused = (errors ?? {}) as Record<string, string[]>;
  throw new ApiError(
    response.status,
    `${code}`,
    typeof detail === "string" ? detail : "",
    refused,
    null,
    null,
  );
}

/** Everything that a message's or a customer's own buttons do. */
export function post(path: string, body: Record<string, unknown> = {}): Promise<unknown> {
  return call(`${API}/${path}`, { method: "POST", body });
}

export function setFault(
  number: number,
  fault: string,
  times: number | null,
  settings: object,
): Promise<unknown> {
  return post("faults", { number, fault, times, ...settings });
}

export async function newToken(number: number): Promise<string> {
  const answer = (await post(`numbers/${number}/token`)) as { access_token: string };
  return answer.access_token;
}

/** Registers a number at a fake provider; the settings for its inbox are shown this once. */
export async function addNumber(
  provider: string,
  name: string,
  number: string,
): Promise<Record<string, string>> {
  const answer = await post("numbers", { provider, name, number });
  return (answer as { settings: Record<string, string> }).settings;
}

export function setReceipts(customer: number, automatic: boolean): Promise<unknown> {
  return call(`${API}/customers/${customer}/receipts`, { method: "POST", body: { automatic } });
}

export function postReceipt(message: number, status: Receipt): Promise<unknown> {
  return call(`${API}/messages/${message}/status`, { method: "POST", body: { status } });
}

export interface NewCustomer {
  name: string;
  /** Made up when it is empty, unless there is a username: then it stays hidden. */
  phone: string;
  username: string;
  /** Of the business whom they write to. */
  number: number | null;
}

export function addCustomer({ name, phone, username, number }: NewCustomer): Promise<Customer> {
  const body = { name, username, number, ...(phone === "" ? {} : { wa_id: phone }) };
  return call(`${API}/customers`, { method: "POST", body, decode: decodeCustomer });
}
