/** Choosing and filling templates: what is found, what is missing, what the customer will read. Pure. */
import { attempt, list, object, or, string } from "../../protocol/decode";
import type { Blank, Template } from "../../protocol";
import { firstName } from "../canned/variables";
import type { Shown } from "./payload";

/** By the key of the blank; of a file the id of its upload, as text. */
export type Values = Readonly<Record<string, string>>;

const VARIABLE = /\{\{\s*([^{}\s]+)\s*\}\}/gu;
const text = or(string, "");
const component = object({
  type: text,
  format: text,
  text,
  buttons: or(list(object({ type: text, text, url: text, code: text, id: text, phone_number: text })), []),
});

interface Button {
  readonly type: string;
  readonly text: string;
  readonly url: string;
  readonly code: string;
  readonly id: string;
  readonly phone_number: string;
}

interface Component {
  readonly type: string;
  readonly format: string;
  readonly text: string;
  readonly buttons: readonly Button[];
}

/** One that we cannot read is left out: the server says whether it can be sent. */
function components(template: Pick<Template, "components">): Component[] {
  return template.components.map((one) => attempt(component, one)).filter((one) => one !== null);
}

function part(template: Pick<Template, "components">, type: string): Component | undefined {
  return components(template).find((one) => one.type.toUpperCase() === type);
}

/** As the customer will read it; what is not filled in yet shows its blank. */
export function preview(template: Template, values: Values): Shown & { media: string } {
  const fill = (pattern: string, where: string): string => filled(pattern, where, template, values);
  return {
    ...headerOf(template, fill),
    body: fill(part(template, "BODY")?.text ?? "", "body"),
    footer: fill(part(template, "FOOTER")?.text ?? "", "footer"),
    buttons: (part(template, "BUTTONS")?.buttons ?? []).map((one, index) => ({
      text: fill(one.text, `button.${index}`) || one.type.toLowerCase(),
      // Nobody sent it yet: it is read, not opened.
      url: "",
      target: targetOf(one, index, template, values),
    })),
  };
}

/** The address, the code or the number that the customer gets. */
function targetOf(one: Button, index: number, template: Template, values: Values): string {
  const key = `button.${index}`;
  const own = template.blanks.find((blank) => blank.key === key);
  const pattern = one.url || one.code || one.phone_number;
  // Meta's templates have no code of their own: the whole of it is the blank.
  if (pattern === "") return own?.kind === "coupon" ? (values[key] ?? "").trim() : "";
  // The blank that is named by the button alone stands for the first variable of what the button does.
  const first = [one.url, one.code, one.id, one.phone_number].flatMap(names)[0];
  return pattern.replaceAll(VARIABLE, (blank, name: string) =>
    own !== undefined && name === first ? values[key]?.trim() || blank : filled(blank, key, template, values),
  );
}

function names(pattern: string): string[] {
  return [...pattern.matchAll(VARIABLE)].map(([, name]) => name ?? "");
}

/** Words, or the kind of what stands in their place. */
function headerOf(
  template: Template,
  fill: (pattern: string, where: string) => string,
): { header: string; media: string } {
  const { format = "", text = "" } = part(template, "HEADER") ?? {};
  const isText = format === "" || format.toUpperCase() === "TEXT";
  return isText ? { header: fill(text, "header"), media: "" } : { header: "", media: format.toLowerCase() };
}

/** One without a blank of its own here is asked for once for all its places, where it is read first. */
function filled(pattern: string, where: string, { blanks }: Template, values: Values): string {
  return pattern.replaceAll(VARIABLE, (blank, name: string) => {
    const own = `${where}.${name}`;
    const elsewhere = blanks.find(({ key }) => key.endsWith(`.${name}`))?.key;
    const key = blanks.some((one) => one.key === own) ? own : (elsewhere ?? own);
    return values[key]?.trim() || blank;
  });
}

/** What the agent is asked for: a button's hidden value is for programs that read the answers. */
export function asked({ blanks }: Pick<Template, "blanks">): Blank[] {
  return blanks.filter(({ kind, required }) => required || kind !== "payload");
}

const FIRST_NAMES: ReadonlySet<string> = new Set(["first_name", "firstname"]);
const NAMES: ReadonlySet<string> = new Set(["name", "full_name", "customer_name", "contact_name"]);

/** What the customer's name says of blanks that ask for it by their own, as {{first_name}} does. */
export function namedValues({ blanks }: Pick<Template, "blanks">, name: string): Values {
  const known = blanks.map(({ key }) => {
    const asked = key.slice(key.lastIndexOf(".") + 1).toLowerCase();
    return [key, FIRST_NAMES.has(asked) ? firstName(name) : NAMES.has(asked) ? name.trim() : ""] as const;
  });
  return Object.fromEntries(known.filter(([, value]) => value !== ""));
}

export function missing({ blanks }: Template, values: Values): Blank[] {
  return blanks.filter(({ key, required }) => required && (values[key] ?? "").trim() === "");
}

/** What goes over the wire: nothing that was left empty. */
export function variables({ blanks }: Template, values: Values): Record<string, string> {
  const given = blanks.map(({ key }) => [key, (values[key] ?? "").trim()] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ""));
}

export function isFile(kind: string): kind is "image" | "video" | "document" {
  return kind === "image" || kind === "video" || kind === "document";
}

/** Sendable ones first, then by name and language; every word asked for is in the name or the text. */
export function found(templates: readonly Template[], asked: string, language: string): Template[] {
  const words = asked
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  const matching = templates.filter((one) => {
    const all =
      `${one.name.replaceAll("_", " ")} ${one.name} ${one.category} ${preview(one, {}).body}`.toLowerCase();
    return (language === "" || one.language === language) && words.every((word) => all.includes(word));
  });
  return matching.toSorted(
    (a, b) =>
      Number(a.unsendable !== "") - Number(b.unsendable !== "") ||
      compare(a.name, b.name) ||
      compare(a.language, b.language),
  );
}

export function languages(templates: readonly Template[]): string[] {
  return [...new Set(templates.map(({ language }) => language))].toSorted(compare);
}

function compare(a: string, b: string): number {
  return a.localeCompare(b);
}

/** The list with a newer version of one of its templates; a new one joins it. */
export function withTemplate(templates: readonly Template[], changed: Template): Template[] {
  const isKnown = templates.some(({ id }) => id === changed.id);
  if (!isKnown) return [...templates, changed];
  // An event is for everybody: it does not say what was chosen.
  const chosen = ({ uses, favourite }: Template) => ({
    uses: changed.uses ?? uses,
    favourite: changed.favourite ?? favourite,
  });
  return templates.map((one) => (one.id === changed.id ? { ...changed, ...chosen(one) } : one));
}
