/** What was done to a conversation, newest first, from its thread and from pages of its history. Pure. */
import type { Activity, Page } from "../../protocol";
import { compareKeys } from "./order";

/** What the thread knows besides is shown as far down as the pages reach: below it, lines would be missing. */
export function historyOf(
  known: readonly Activity[],
  pages: readonly Page<Activity>[] | undefined,
): readonly Activity[] {
  const read = pages?.flatMap(({ results }) => results) ?? [];
  const last = pages?.at(-1)?.next == null ? undefined : read.at(-1);
  const beside = known.filter((line) => last === undefined || compareKeys(line, last) > 0);
  const lines = new Map([...read, ...beside].map((line) => [line.id, line]));
  return [...lines.values()].toSorted((a, b) => compareKeys(b, a));
}
