/** The structured part of a message as the phone shows it. Never throws: what is odd is not shown. */
import type { Sentences } from "../i18n/en";
import type { Message } from "../state";

type Json = Readonly<Record<string, unknown>>;

export const record = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
export const words = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? `${value}` : "";
const rows = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export interface Button {
  label: string;
  /** What is posted when it is tapped; null for one that leads elsewhere. */
  tap: Record<string, unknown> | null;
  href: string;
  hint: string;
}

export interface Shown {
  header: string;
  body: string;
  footer: string;
  buttons: Button[];
}

const NOTHING: Shown = { header: "", body: "", footer: "", buttons: [] };
const textOf = (part: unknown): string => words(record(part)["text"]);

function button(label: unknown, tap: Button["tap"], rest: Partial<Button> = {}): Button {
  return { label: words(label), tap, href: "", hint: "", ...rest };
}

const READERS: Readonly<Record<string, (action: Json, t: Sentences) => Button[]>> = {
  button: (action) =>
    rows(action["buttons"]).map((each, index) =>
      button(record(record(each)["reply"])["title"], { button: index }),
    ),
  list: (action) =>
    rows(action["sections"]).flatMap((section) =>
      rows(record(section)["rows"]).map((row) => {
        const { id, title, description } = record(row);
        return button(title, { row: id }, { hint: words(description) });
      }),
    ),
  cta_url: (action) => {
    const { display_text: label, url } = record(action["parameters"]);
    return [button(label, null, { href: words(url) })];
  },
  location_request_message: (_, t) => [button(t.chat.sendLocation, {})],
  request_contact_info: (_, t) => [button(t.chat.shareNumber, {})],
};

function templateButton(each: unknown, index: number): Button {
  const { type, text, url, code, phone_number: phone } = record(each);
  const tap = type === "quick_reply" ? { button: index } : null;
  return button(text, tap, { href: words(url), hint: words(code) || words(phone) });
}

/** Header, words, footer and buttons of an interactive message or a template. */
export function shown({ kind, payload, body }: Message, t: Sentences): Shown {
  if (kind === "template") {
    const found = record(payload["shown"]);
    const buttons = rows(found["buttons"]).map(templateButton);
    return {
      header: words(found["header"]),
      body: words(found["body"]) || body,
      footer: words(found["footer"]),
      buttons,
    };
  }
  const read = READERS[words(payload["type"])];
  if (kind !== "interactive" || read === undefined) return { ...NOTHING, body };
  const buttons = read(record(payload["action"]), t);
  return {
    header: textOf(payload["header"]),
    body: textOf(payload["body"]),
    footer: textOf(payload["footer"]),
    buttons,
  };
}

export interface Card {
  name: string;
  lines: string[];
}

export function cards({ payload }: Message): Card[] {
  return rows(payload["contacts"]).map((each) => {
    const { name, phones, emails } = record(each);
    const values = [
      ...rows(phones).map((one) => record(one)["phone"]),
      ...rows(emails).map((one) => record(one)["email"]),
    ];
    return {
      name: words(record(name)["formatted_name"]),
      lines: values.map(words).filter((line) => line !== ""),
    };
  });
}

export function place({ payload }: Message): { name: string; address: string; point: string } {
  const { name, address, latitude, longitude } = payload;
  return { name: words(name), address: words(address), point: `${words(latitude)}, ${words(longitude)}` };
}

export function products({ payload }: Message): string[] {
  return rows(payload["product_items"]).map((each) => {
    const { quantity, product_retailer_id: id, item_price: price, currency } = record(each);
    return `${words(quantity)} × ${words(id)}, ${words(price)} ${words(currency)}`;
  });
}

/** What stands below a picture or a film. */
export const caption = ({ payload }: Message): string => words(payload["caption"]);
