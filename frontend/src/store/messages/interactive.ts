/** Interactive messages and the answers to them, read from the payload. */
import { attempt, list, object, or, string } from "../../protocol/decode";
import type { Message } from "../../protocol";
import { safeUrl } from "./payload";

type Payload = Pick<Message, "payload">;

const text = or(string, "");
const worded = or(object({ text }), { text: "" });
const titled = or(object({ title: text }), { title: "" });
const row = object({ title: text, description: text });
const action = object({
  button: text,
  buttons: or(list(object({ reply: titled })), []),
  sections: or(list(object({ title: text, rows: or(list(row), []) })), []),
  parameters: or(object({ display_text: text, url: text }), { display_text: "", url: "" }),
});
const NO_ACTION = { button: "", buttons: [], sections: [], parameters: { display_text: "", url: "" } };
const sent = object({
  type: string,
  header: worded,
  body: worded,
  footer: worded,
  action: or(action, NO_ACTION),
});

export interface Section {
  readonly title: string;
  readonly rows: readonly { title: string; description: string }[];
}

export interface Interactive {
  readonly type: string;
  readonly header: string;
  readonly body: string;
  readonly footer: string;
  readonly buttons: readonly string[];
  /** The label that opens the list; empty when there is none. */
  readonly opens: string;
  readonly sections: readonly Section[];
  readonly link: { text: string; url: string } | null;
}

/** What we sent, with what the customer can choose. */
export function interactiveOf({ payload }: Payload): Interactive | null {
  const found = attempt(sent, payload["interactive"]);
  if (!found || REPLIES.has(found.type)) return null;
  const { type, header, body, footer } = found;
  const { button, buttons, sections, parameters } = found.action;
  const url = safeUrl(parameters.url);
  return {
    type,
    header: header.text,
    body: body.text,
    footer: footer.text,
    opens: button,
    sections,
    buttons: buttons.map(({ reply }) => reply.title).filter((title) => title !== ""),
    link: url === "" ? null : { text: parameters.display_text || url, url },
  };
}

const REPLIES: ReadonlySet<string> = new Set([
  "button_reply",
  "list_reply",
  "nfm_reply",
  "call_permission_reply",
]);
const chosen = or(row, { title: "", description: "" });
const answered = object({
  type: string,
  button_reply: chosen,
  list_reply: chosen,
  nfm_reply: or(object({ body: text, response_json: text }), { body: "", response_json: "" }),
});

export interface InteractiveReply {
  readonly title: string;
  readonly description: string;
  /** The answers of a form, in its order. */
  readonly fields: readonly (readonly [string, string])[];
}

/** What the customer chose or filled in. */
export function replyOf({ payload }: Payload): InteractiveReply | null {
  const found = attempt(answered, payload["interactive"]);
  if (!found || !REPLIES.has(found.type)) return null;
  if (found.type === "nfm_reply") {
    return {
      title: found.nfm_reply.body,
      description: "",
      fields: formFields(found.nfm_reply.response_json),
    };
  }
  const { title, description } = found.type === "list_reply" ? found.list_reply : found.button_reply;
  return { title, description, fields: [] };
}

/** The provider promises a JSON object in a string. */
function formFields(json: string): [string, string][] {
  try {
    const value = JSON.parse(json) as unknown;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
    return Object.entries(value)
      .filter(([key]) => key !== "flow_token")
      .map(([key, item]) => [key, typeof item === "string" ? item : JSON.stringify(item)]);
  } catch {
    return [];
  }
}
