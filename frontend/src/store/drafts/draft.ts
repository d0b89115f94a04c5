/** What is written and not sent yet. Pure. */
import type { DraftContent, SavedDraft } from "../../protocol";
import type { ContentGiven } from "../../protocol/rest/drafts";

export interface Draft {
  readonly content: DraftContent;
  /** What other devices had written at the same time: the agent says what becomes of it. */
  readonly others: readonly DraftContent[];
  /** The server's, as it was heard of last; 0: none. */
  readonly revision: number;
  /** What the server had then. */
  readonly synced: string;
  /** Writes whose answers may have been lost: what they made is no other device's. */
  readonly tried: readonly string[];
  /** Milliseconds of the last letter; 0: none here. */
  readonly at: number;
}

export const NOTHING: DraftContent = {
  text: "",
  quoted: null,
  files: [],
  canned_response: null,
  interactive: null,
  mentions: [],
};

export function given(content: DraftContent): ContentGiven {
  const { text, quoted, files, canned_response, interactive, mentions } = content;
  return {
    text,
    reply_to: quoted?.id ?? null,
    media: files.map(({ id }) => id),
    canned_response,
    interactive,
    mentions: mentions.map(({ kind, id, name }) => ({ kind, id, name })),
  };
}

function print(content: DraftContent, others: readonly DraftContent[]): string {
  return JSON.stringify([given(content), others.map(given)]);
}

export const NO_DRAFT: Draft = {
  content: NOTHING,
  others: [],
  revision: 0,
  synced: print(NOTHING, []),
  tried: [],
  at: 0,
};

export function isBlank({ text, quoted, files, interactive }: DraftContent): boolean {
  return text === "" && quoted === null && files.length === 0 && interactive === null;
}

/** Nothing of it is left to be kept. */
export function isEmpty({ content, others }: Draft): boolean {
  return isBlank(content) && others.length === 0;
}

/** It says something that the server does not have. */
export function isUnsaved({ content, others, synced }: Draft): boolean {
  return print(content, others) !== synced;
}

/** The server has this now. */
export function saved(draft: Draft, { revision, content, others }: SavedDraft): Draft {
  return revision < draft.revision
    ? draft
    : { ...draft, revision, synced: print(content, others), tried: [] };
}
