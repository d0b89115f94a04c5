/**
 * What the structured parts of a message say, read from its payload. One vocabulary, Meta's, in
 * both directions and for every transport; nothing in it can be trusted to be there.
 */
import {
  attempt,
  boolean,
  list,
  nullable,
  object,
  or,
  string,
  unknown,
  type Decoder,
} from "../../protocol/decode";
import type { Message } from "../../protocol";

type Payload = Pick<Message, "payload">;

const text = or(string, "");

/** Numbers come as numbers, from some as text. */
const numeric: Decoder<number> = (value, path) => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) throw new Error(`${path}: expected a number`);
  return number;
};

// ── places and people ────────────────────────────────────────────────────────────────────────

const place = object({ latitude: numeric, longitude: numeric, name: text, address: text });

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
  readonly name: string;
  readonly address: string;
}

export function placeOf({ payload }: Payload): Place | null {
  const found = attempt(place, payload["location"]);
  return found && Math.abs(found.latitude) <= 90 && Math.abs(found.longitude) <= 180 ? found : null;
}

/** Opened by the agent in a tab of its own: our page asks nobody for a map. */
export function mapUrl({ latitude, longitude }: Place): string {
  return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
}

const card = object({
  name: or(object({ formatted_name: text, first_name: text, last_name: text }), {
    formatted_name: "",
    first_name: "",
    last_name: "",
  }),
  phones: or(list(object({ phone: text, wa_id: text, type: text })), []),
  emails: or(list(object({ email: text })), []),
  org: or(object({ company: text }), { company: "" }),
});

export interface Card {
  readonly name: string;
  readonly company: string;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
}

export function cardsOf({ payload }: Payload): Card[] {
  return (attempt(list(card), payload["contacts"]) ?? []).map(({ name, phones, emails, org }) => ({
    name: name.formatted_name || [name.first_name, name.last_name].filter((part) => part !== "").join(" "),
    company: org.company,
    phones: phones.map(({ phone, wa_id }) => phone || (wa_id && `+${wa_id}`)).filter((phone) => phone !== ""),
    emails: emails.map(({ email }) => email).filter((email) => email !== ""),
  }));
}

// ── orders ───────────────────────────────────────────────────────────────────────────────────

const order = object({
  text,
  product_items: or(
    list(
      object({
        product_retailer_id: text,
        quantity: or(numeric, 1),
        item_price: or(numeric, 0),
        currency: text,
      }),
    ),
    [],
  ),
});

export interface OrderLine {
  readonly product: string;
  readonly quantity: number;
  readonly price: number;
  readonly currency: string;
}

export interface Order {
  readonly text: string;
  readonly lines: readonly OrderLine[];
  /** One per currency. */
  readonly totals: readonly { currency: string; amount: number }[];
}

export function orderOf({ payload }: Payload): Order | null {
  const found = attempt(order, payload["order"]);
  if (!found) return null;
  const lines = found.product_items.map((item) => ({
    product: item.product_retailer_id,
    quantity: item.quantity,
    price: item.item_price,
    currency: item.currency,
  }));
  const sums = new Map<string, number>();
  for (const { currency, quantity, price } of lines)
    sums.set(currency, (sums.get(currency) ?? 0) + quantity * price);
  return { text: found.text, lines, totals: [...sums].map(([currency, amount]) => ({ currency, amount })) };
}

// ── around a message ─────────────────────────────────────────────────────────────────────────

const context = object({ forwarded: or(boolean, false), frequently_forwarded: or(boolean, false) });

export function forwardedOf({ payload }: Payload): "once" | "often" | null {
  const found = attempt(context, payload["context"]);
  if (found?.frequently_forwarded) return "often";
  return found?.forwarded ? "once" : null;
}

const asked = object({ referred_product: object({ catalog_id: text, product_retailer_id: text }) });

/** Each may be empty, but not both. */
export interface Product {
  /** The business's own name of it. */
  readonly id: string;
  readonly catalog: string;
}

/** The product of the business's catalogue that a message asks about. */
export function productOf({ payload }: Payload): Product | null {
  const found = attempt(asked, payload["context"])?.referred_product;
  if (!found || (found.product_retailer_id === "" && found.catalog_id === "")) return null;
  return { id: found.product_retailer_id, catalog: found.catalog_id };
}

const referral = object({ source_url: text, source_type: text, headline: text, body: text });

export interface Referral {
  readonly headline: string;
  readonly body: string;
  /** Where the ad or post is, http(s) only; empty when it is not said. */
  readonly url: string;
  readonly isPost: boolean;
}

/** The ad or the post through which the customer came. */
export function referralOf({ payload }: Payload): Referral | null {
  const found = attempt(referral, payload["referral"]);
  if (!found) return null;
  const { headline, body, source_url, source_type } = found;
  return { headline, body, url: safeUrl(source_url), isPost: source_type === "post" };
}

/** Only what a browser may open from a message. */
export function safeUrl(url: string): string {
  return /^https?:\/\//iu.test(url) ? url : "";
}

const reasons = list(
  object({
    title: text,
    message: text,
    error_data: or(object({ details: text }), { details: "" }),
    details: text,
  }),
);
const unsupported = object({ type: text });

/** Why the provider did not hand it over, as it says itself; empty where the kind that the message names says enough. */
export function unsupportedReason({ payload }: Payload): string {
  const first = attempt(reasons, payload["errors"])?.[0];
  const type = attempt(unsupported, payload["unsupported"])?.type ?? "";
  const why = first ? first.error_data.details || first.details || first.message || first.title : "";
  return type === "" ? why : "";
}

// ── templates ────────────────────────────────────────────────────────────────────────────────

const named = object({ text, title: text, url: text, code: text, phone: text });
const button = or(named, { text: "", title: "", url: "", code: "", phone: "" });
const shown = object({ header: nullable(unknown), body: text, footer: text, buttons: or(list(unknown), []) });

/** `target`: what the button gives the customer in the end: the address, the code or the number. */
export interface ShownButton {
  readonly text: string;
  /** Safe to open; empty for everything but a link. */
  readonly url: string;
  readonly target: string;
}

/** A message as a card: what a template shows. */
export interface Shown {
  readonly header: string;
  readonly body: string;
  readonly footer: string;
  readonly buttons: readonly ShownButton[];
}

export function templateOf({ payload }: Payload): Shown | null {
  const found = attempt(shown, payload["shown"]);
  if (!found) return null;
  const buttons = found.buttons.map(labelled).filter((one) => one.text !== "");
  return { header: labelled(found.header).text, body: found.body, footer: found.footer, buttons };
}

/** A text, or something with one. */
function labelled(value: unknown): ShownButton {
  if (typeof value === "string") return { text: value, url: "", target: "" };
  const { text, title, url, code, phone } = attempt(button, value) ?? {
    text: "",
    title: "",
    url: "",
    code: "",
    phone: "",
  };
  return { text: text || title, url: safeUrl(url), target: url || code || phone };
}
