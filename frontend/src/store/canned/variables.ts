/**
 * What stands in double braces in a canned response: filled in from the conversation, or asked for. Pure.
 * The server names them by the same rule: messaging/serializers/canned_responses.py.
 */
const BLANK = /\{\{\s*([^{}\n]{1,60}?)\s*\}\}/gu;

/** What the console knows by itself, by the name that a blank has. */
export type Known = Readonly<Record<string, string>>;

export const VARIABLES = [
  "contact.first_name",
  "contact.name",
  "agent.first_name",
  "agent.name",
  "inbox.name",
] as const;

export interface Names {
  /** Empty where the customer has none. */
  readonly contact: string;
  readonly agent: string;
  readonly inbox: string;
}

export function knownOf({ contact, agent, inbox }: Names): Known {
  return {
    "contact.first_name": firstName(contact),
    "contact.name": contact.trim(),
    "agent.first_name": firstName(agent),
    "agent.name": agent.trim(),
    "inbox.name": inbox.trim(),
  };
}

/** Of a number that stands in place of a name there is none. */
export function firstName(name: string): string {
  const [first = ""] = name.trim().split(/\s+/u);
  return /\p{L}/u.test(first) ? first : "";
}

/** Names in double braces, each once, in order. */
export function blanksIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(BLANK)].map(([, name = ""]) => name))];
}

/** What has a value is filled in; the rest stays as it stands, to be asked for. */
export function filled(text: string, values: Known): string {
  // A function: in a text a $ would mean something else.
  return text.replaceAll(BLANK, (blank, name: string) => values[name]?.trim() || blank);
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The next blank that begins at or after `at`; with `back` the one that ends at or before it. */
export function blankFrom(text: string, at: number, back = false): Span | null {
  const spans = [...text.matchAll(BLANK)].map((found) => ({
    start: found.index,
    end: found.index + found[0].length,
  }));
  return (back ? spans.findLast(({ end }) => end <= at) : spans.find(({ start }) => start >= at)) ?? null;
}

export interface Part {
  readonly text: string;
  readonly isBlank: boolean;
}

/** The text in parts, blanks apart from the rest. */
export function marked(text: string): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const found of text.matchAll(BLANK)) {
    parts.push({ text: text.slice(at, found.index), isBlank: false }, { text: found[0], isBlank: true });
    at = found.index + found[0].length;
  }
  return [...parts, { text: text.slice(at), isBlank: false }].filter((part) => part.text !== "");
}

/** A text that was written to somebody, with blanks where their names stand: to be saved for everybody. */
export function withVariables(text: string, known: Known): string {
  const names = VARIABLES.filter((name) => (known[name] ?? "").length > 1);
  // The whole name before its first part.
  const longest = names.toSorted((a, b) => (known[b] ?? "").length - (known[a] ?? "").length);
  return longest.reduce((now, name) => replaced(now, known[name] ?? "", `{{${name}}}`), text);
}

/** Where it stands as words of its own, and in no blank. */
function replaced(text: string, name: string, blank: string): string {
  const asWritten = name.replaceAll(/[$()*+.?[\\\]^{|}/-]/gu, String.raw`\$&`);
  const found = new RegExp(String.raw`\{\{[^{}]*\}\}|(?<![\p{L}\p{N}])${asWritten}(?![\p{L}\p{N}])`, "gu");
  return text.replaceAll(found, (match) => (match.startsWith("{{") ? match : blank));
}
