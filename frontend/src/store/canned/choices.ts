/** What a customer can choose, between Meta's words and the form in which it is written. Pure. */
import { attempt, list, object, or, string } from "../../protocol/decode";
import {
  BUILDABLE,
  EMPTY_DRAFT,
  interactivePayload,
  type Buildable,
  type InteractiveDraft,
} from "../drafts/interactiveDraft";

const text = or(string, "");
const row = object({ title: text, description: text });
const stored = object({
  type: text,
  header: or(object({ text }), { text: "" }),
  footer: or(object({ text }), { text: "" }),
  action: or(
    object({
      button: text,
      buttons: or(list(object({ reply: or(object({ title: text }), { title: "" }) })), []),
      sections: or(list(object({ title: text, rows: or(list(row), []) })), []),
      parameters: or(object({ display_text: text, url: text }), { display_text: "", url: "" }),
    }),
    { button: "", buttons: [], sections: [], parameters: { display_text: "", url: "" } },
  ),
});

/** The form of what is stored; null: of a kind that cannot be written here. */
export function draftOf(
  interactive: Readonly<Record<string, unknown>>,
  body: string,
): InteractiveDraft | null {
  const found = attempt(stored, interactive);
  const type = BUILDABLE.find((one): one is Buildable => one === found?.type);
  if (!found || !type) return null;
  const { button, buttons, sections, parameters } = found.action;
  return {
    ...EMPTY_DRAFT,
    type,
    body,
    header: found.header.text,
    footer: found.footer.text,
    opens: button,
    linkText: parameters.display_text,
    url: parameters.url,
    ...(buttons.length > 0 && { buttons: buttons.map(({ reply }) => reply.title) }),
    ...(sections.length > 0 && { sections }),
  };
}

/** As it is stored: the body is the content. */
export function choicesOf(draft: InteractiveDraft): Readonly<Record<string, unknown>> {
  const { body: _content, ...choices } = interactivePayload(draft);
  return choices;
}

/** As it goes out with this text. */
export function withBody(
  interactive: Readonly<Record<string, unknown>>,
  body: string,
): Record<string, unknown> {
  return { ...interactive, body: { text: body } };
}
