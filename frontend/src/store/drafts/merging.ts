/** What becomes of a draft when another device, or another tab, has written, too. Pure. */
import type { DraftContent, SavedDraft } from "../../protocol";
import { isBlank, isUnsaved, NO_DRAFT, NOTHING, saved, type Draft } from "./draft";

/** As many as the server takes. */
const MOST_OTHERS = 5;

/**
 * What another window has saved. What was written here is not replaced: both are kept, and the other one is offered.
 * Where nothing is unsaved here, this is what the agent wrote last.
 */
export function received(draft: Draft, server: SavedDraft): Draft {
  if (server.revision <= draft.revision) return draft;
  const known = saved(draft, server);
  const isOwnWrite = draft.tried.includes(server.write_id);
  if (!isUnsaved(known) || isOwnWrite) return known;
  if (!isUnsaved(draft)) return taken(known, server);
  // Sent or emptied elsewhere: what was written here since stays.
  if (isBlank(server.content) && server.others.length === 0) return known;
  // Emptied here while it went on elsewhere.
  if (isBlank(draft.content)) return taken(known, server);
  return { ...known, others: withOthers(draft, [...server.others, server.content]) };
}

function taken(draft: Draft, { content, others }: SavedDraft): Draft {
  return { ...draft, content, others };
}

/** The server has none any more: what was saved there was sent, emptied or is too old. */
export function gone(draft: Draft): Draft {
  if (isUnsaved(draft)) return draft;
  return { ...draft, content: NOTHING, others: [], synced: NO_DRAFT.synced };
}

/** What another tab of this browser had written when both wrote. */
export function besides(draft: Draft, other: DraftContent): Draft {
  const others = withOthers(draft, [other]);
  return others === draft.others ? draft : { ...draft, others };
}

function withOthers(draft: Draft, more: readonly DraftContent[]): readonly DraftContent[] {
  const kept = [...draft.others];
  for (const one of more) {
    const isKnown = isWithin(one, draft.content) || kept.some((other) => isWithin(one, other));
    if (!isBlank(one) && !isKnown) kept.push(one);
  }
  if (kept.length === draft.others.length) return draft.others;
  const [first, second, ...rest] = kept;
  if (kept.length <= MOST_OTHERS || !first || !second) return kept;
  return [{ ...second, text: `${first.text}\n${second.text}` }, ...rest];
}

/** Nothing of it would be lost. */
function isWithin(one: DraftContent, other: DraftContent): boolean {
  const files = new Set(other.files.map(({ id }) => id));
  return other.text.startsWith(one.text) && one.files.every(({ id }) => files.has(id));
}

/** The offered one in place of what is written, which is offered instead. */
export function swapped(draft: Draft, other: DraftContent): Draft {
  const rest = draft.others.filter((one) => one !== other);
  const others = isBlank(draft.content) ? rest : [...rest, draft.content];
  return { ...draft, content: other, others };
}

export function without(draft: Draft, other: DraftContent): Draft {
  return { ...draft, others: draft.others.filter((one) => one !== other) };
}
