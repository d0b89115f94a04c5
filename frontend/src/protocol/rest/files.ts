/** The REST calls about files that were exchanged. */
import { decodePage, type ExchangedFile, type Id, type Page } from "..";
import { decodeExchangedFile } from "../files";
import { call } from "./request";

const decode = decodePage(decodeExchangedFile);
/** As many as one looks through before asking for more. */
const PAGE = 20;

/** Newest first. `url`: the `next` of a page; null: the newest page. */
export function getFiles(
  conversation: Id,
  url: string | null,
  signal?: AbortSignal,
): Promise<Page<ExchangedFile>> {
  const newest = `/api/conversations/${conversation}/attachments/?page_size=${PAGE}`;
  return call(url ?? newest, { decode, ...(signal && { signal }) });
}
