/** Building an interactive message: what is still wrong with it, and its payload. Pure. */
export const LIMITS = {
  body: 1024,
  header: 60,
  footer: 60,
  button: 20,
  buttons: 3,
  opens: 20,
  section: 24,
  rows: 10,
  row: 24,
  description: 72,
  linkText: 20,
  url: 2000,
} as const;

export const BUILDABLE = [
  "button",
  "list",
  "cta_url",
  "location_request_message",
  "request_contact_info",
] as const;
export type Buildable = (typeof BUILDABLE)[number];

export interface RowDraft {
  readonly title: string;
  readonly description: string;
}

export interface InteractiveDraft {
  readonly type: Buildable;
  readonly header: string;
  readonly body: string;
  readonly footer: string;
  readonly buttons: readonly string[];
  /** What the button that opens the list says. */
  readonly opens: string;
  readonly sections: readonly { title: string; rows: readonly RowDraft[] }[];
  readonly linkText: string;
  readonly url: string;
}

export const EMPTY_DRAFT: InteractiveDraft = {
  type: "button",
  header: "",
  body: "",
  footer: "",
  buttons: [""],
  opens: "",
  sections: [{ title: "", rows: [{ title: "", description: "" }] }],
  linkText: "",
  url: "",
};

export type BuildProblem =
  | "body"
  | "bodyLong"
  | "headerLong"
  | "footerLong"
  | "buttons"
  | "buttonLong"
  | "buttonTwice"
  | "opens"
  | "opensLong"
  | "rows"
  | "rowsMany"
  | "rowLong"
  | "rowTwice"
  | "sectionTitles"
  | "sectionLong"
  | "linkText"
  | "linkTextLong"
  | "url";

const long = (text: string, most: number): boolean => Array.from(text.trim()).length > most;
const given = (texts: readonly string[]): string[] =>
  texts.map((text) => text.trim()).filter((text) => text !== "");
const twice = (texts: readonly string[]): boolean => new Set(texts).size < texts.length;

/** What keeps it from being sent, the first in reading order. */
export function problemOf(draft: InteractiveDraft): BuildProblem | null {
  const rules: [BuildProblem, boolean][] = [
    ["headerLong", hasFrame(draft.type) && long(draft.header, LIMITS.header)],
    ["body", draft.body.trim() === ""],
    ["bodyLong", long(draft.body, LIMITS.body)],
    ["footerLong", hasFrame(draft.type) && long(draft.footer, LIMITS.footer)],
    ...rulesOf(draft),
  ];
  return rules.find(([, broken]) => broken)?.[0] ?? null;
}

/** A question for a place or a number has a text only. */
export function hasFrame(type: Buildable): boolean {
  return type === "button" || type === "list" || type === "cta_url";
}

function rulesOf(draft: InteractiveDraft): [BuildProblem, boolean][] {
  if (draft.type === "button") return buttonRules(given(draft.buttons));
  if (draft.type === "list") return listRules(draft);
  return draft.type === "cta_url" ? linkRules(draft) : [];
}

function buttonRules(buttons: readonly string[]): [BuildProblem, boolean][] {
  return [
    ["buttons", buttons.length === 0 || buttons.length > LIMITS.buttons],
    ["buttonLong", buttons.some((title) => long(title, LIMITS.button))],
    ["buttonTwice", twice(buttons)],
  ];
}

function listRules(draft: InteractiveDraft): [BuildProblem, boolean][] {
  const sections = filledSections(draft);
  const rows = sections.flatMap((section) => section.rows);
  return [
    ["opens", draft.opens.trim() === ""],
    ["opensLong", long(draft.opens, LIMITS.opens)],
    ["rows", rows.length === 0],
    ["rowsMany", rows.length > LIMITS.rows],
    ["rowLong", rows.some((row) => long(row.title, LIMITS.row) || long(row.description, LIMITS.description))],
    ["rowTwice", twice(rows.map((row) => row.title))],
    ["sectionTitles", sections.length > 1 && sections.some(({ title }) => title === "")],
    ["sectionLong", sections.some(({ title }) => long(title, LIMITS.section))],
  ];
}

function linkRules({ linkText, url }: InteractiveDraft): [BuildProblem, boolean][] {
  return [
    ["linkText", linkText.trim() === ""],
    ["linkTextLong", long(linkText, LIMITS.linkText)],
    ["url", !/^https?:\/\/[^\s/]+\S*$/iu.test(url.trim()) || long(url, LIMITS.url)],
  ];
}

/** Sections with rows, rows with titles. */
function filledSections({ sections }: InteractiveDraft): { title: string; rows: RowDraft[] }[] {
  return sections
    .map(({ title, rows }) => ({
      title: title.trim(),
      rows: rows
        .map((row) => ({ title: row.title.trim(), description: row.description.trim() }))
        .filter((row) => row.title !== ""),
    }))
    .filter(({ rows }) => rows.length > 0);
}

/** Meta's object, for `payload.interactive`. */
export function interactivePayload(draft: InteractiveDraft): Record<string, unknown> {
  const { type } = draft;
  const header = hasFrame(type) ? draft.header.trim() : "";
  const footer = hasFrame(type) ? draft.footer.trim() : "";
  return {
    type,
    ...(header !== "" && { header: { type: "text", text: header } }),
    body: { text: draft.body.trim() },
    ...(footer !== "" && { footer: { text: footer } }),
    action: actionOf(draft),
  };
}

function actionOf(draft: InteractiveDraft): Record<string, unknown> {
  switch (draft.type) {
    case "button":
      return {
        buttons: given(draft.buttons).map((title, index) => ({
          type: "reply",
          reply: { id: `choice-${index + 1}`, title },
        })),
      };
    case "list":
      return { button: draft.opens.trim(), sections: listSections(draft) };
    case "cta_url":
      return { name: "cta_url", parameters: { display_text: draft.linkText.trim(), url: draft.url.trim() } };
    case "location_request_message":
      return { name: "send_location" };
    case "request_contact_info":
      return { name: "request_contact_info" };
  }
}

function listSections(draft: InteractiveDraft): unknown[] {
  let number = 0;
  return filledSections(draft).map(({ title, rows }) => {
    const choices = rows.map((row) => {
      number += 1;
      return described(`row-${number}`, row);
    });
    return title === "" ? { rows: choices } : { title, rows: choices };
  });
}

function described(id: string, { title, description }: RowDraft): Record<string, string> {
  return description === "" ? { id, title } : { id, title, description };
}
