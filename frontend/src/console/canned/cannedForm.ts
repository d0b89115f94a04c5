/** The form of a canned response: what is in it, what is wrong with it, and how it is saved. Pure but for `save`. */
import type { Id } from "../../protocol";
import type { CannedFile, CannedResponse, Scope } from "../../protocol/canned";
import { deleteCannedFile, postCannedFile, saveCannedResponse } from "../../protocol/rest/canned";
import { choicesOf, draftOf } from "../../store/canned/choices";
import { withVariables } from "../../store/canned/variables";
import type { CannedSeed } from "../../store/canned/view";
import { problemOf, type InteractiveDraft } from "../../store/drafts/interactiveDraft";
import type { DialogSentences } from "../i18n/dialogs.en";

export interface CannedForm {
  readonly shortcode: string;
  readonly title: string;
  readonly content: string;
  readonly scope: Scope;
  readonly team: Id | null;
  readonly choices: InteractiveDraft | null;
  /** That it has already. */
  readonly files: readonly CannedFile[];
  /** To be added: of this browser, or of a message. */
  readonly added: readonly (File | Id)[];
}

export const MOST_FILES = 5;

const EMPTY: CannedForm = {
  shortcode: "",
  title: "",
  content: "",
  scope: "personal",
  team: null,
  choices: null,
  files: [],
  added: [],
};

export function formOf(row: CannedResponse | null, seed: CannedSeed | null): CannedForm {
  if (row) return { ...EMPTY, ...row, team: row.team?.id ?? null, choices: choicesIn(row) };
  if (!seed) return EMPTY;
  const content = withVariables(seed.content, seed.known);
  return { ...EMPTY, content, choices: choicesIn({ ...seed, content }), added: seed.files };
}

function choicesIn({
  interactive,
  content,
}: Pick<CannedSeed, "interactive" | "content">): CannedForm["choices"] {
  return interactive && draftOf(interactive, content);
}

/** What keeps it from being saved, in words. */
export function problemIn(form: CannedForm, { canned: t, build }: DialogSentences): string | null {
  const { shortcode, content, choices, files, added } = form;
  if (!/^[\w-]{1,40}$/u.test(shortcode)) return t.problems.shortcode;
  if (content.trim() === "" && files.length + added.length === 0) return t.problems.content;
  if (files.length + added.length > MOST_FILES) return t.problems.files(MOST_FILES);
  const wrong = choices && problemOf({ ...choices, body: content });
  return wrong ? build.problems[wrong] : null;
}

/** Files that go away first, new ones last: with choices there may be none. */
export async function save(before: CannedResponse | null, form: CannedForm): Promise<void> {
  const { shortcode, title, content, scope, team, choices, files, added } = form;
  const kept = new Set(files.map(({ id }) => id));
  const gone = before?.files.filter(({ id }) => !kept.has(id)) ?? [];
  for (const { id } of gone)
    // oxlint-disable-next-line no-await-in-loop -- in order: the next step wants them gone
    if (before) await deleteCannedFile(before.id, id);
  const row = await saveCannedResponse(before?.id ?? null, {
    shortcode,
    title: title.trim(),
    content,
    scope,
    team: scope === "team" ? team : null,
    interactive: choices && choicesOf({ ...choices, body: content }),
  });
  for (const file of added)
    // oxlint-disable-next-line no-await-in-loop -- in the order in which they are to go out
    await postCannedFile(row.id, file);
}

/** Whose it is, in words. */
export function placeOf(
  { scope, team }: Pick<CannedResponse, "scope" | "team">,
  t: DialogSentences["canned"],
): string {
  return scope === "team" ? (team?.name ?? "") : t.scopes[scope];
}
