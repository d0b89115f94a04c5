/** The phone page's requests. */
import { call } from "../api";
import { type Customer, type Mark, type State, decodeCustomer, decodeState } from "./state";

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

export function setReceipts(customer: number, automatic: boolean): Promise<unknown> {
  return call(`${API}/customers/${customer}/receipts`, { method: "POST", body: { automatic } });
}

export function markMessage(message: number, status: Mark): Promise<unknown> {
  return call(`${API}/messages/${message}/status`, { method: "POST", body: { status } });
}

export function addCustomer(name: string, phone: string): Promise<Customer> {
  const body = phone === "" ? { name } : { name, wa_id: phone };
  return call(`${API}/customers`, { method: "POST", body, decode: decodeCustomer });
}
