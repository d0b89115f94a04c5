/** The files of one conversation, newest first, as far as their pages have come; the feed keeps them as they are. */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { ExchangedFile, Id, Message, Page } from "../../protocol";
import { changeKept } from "../queries";
import { compareKeys } from "../state/order";

export type FilePages = InfiniteData<Page<ExchangedFile>, string | null>;

export function filesKey(conversation: Id): readonly unknown[] {
  return ["files", conversation];
}

export function updateFiles(queries: QueryClient, message: Message): void {
  const key = filesKey(message.conversation);
  if (queries.getQueryState(key) === undefined) return;
  changeKept<FilePages>(queries, key, (known) => withFilesOf(known, message));
}

/** What the message shows now in the place of what it showed; what lies below the last page comes with the next. */
export function withFilesOf(known: FilePages, message: Message): FilePages {
  const others = known.pages.map((page) => page.results.filter((one) => one.message !== message.id));
  for (const file of filesOf(message)) {
    const at = others.findIndex((rows) => rows.some((one) => isNewer(file, one)));
    const isEnd = known.pages.at(-1)?.next === null;
    const into = others[at] ?? (isEnd ? others.at(-1) : undefined);
    into?.push(file);
    into?.sort((a, b) => (isNewer(a, b) ? -1 : 1));
  }
  const pages = known.pages.map((page, index) => ({ ...page, results: others[index] ?? [] }));
  return { ...known, pages };
}

/** As the server lists them: neither what was deleted nor what failed. */
function filesOf({ id, direction, timestamp, status, revoked_at, attachments }: Message): ExchangedFile[] {
  if (revoked_at !== null || status === "failed") return [];
  return attachments.map((one) => ({ ...one, message: id, direction, timestamp }));
}

function isNewer(a: ExchangedFile, b: ExchangedFile): boolean {
  return compareKeys({ at: a.timestamp, id: a.id }, { at: b.timestamp, id: b.id }) > 0;
}
