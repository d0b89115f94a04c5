/** The REST call about what was done to a conversation. */
import { decodePage, type Activity, type Id, type Page } from "..";
import { decodeActivity } from "../decoders";
import { call } from "./request";

const decode = decodePage(decodeActivity);

/** Newest first. `url`: the `next` of a page; null: the newest page. */
export function getActivity(
  conversation: Id,
  url: string | null,
  signal?: AbortSignal,
): Promise<Page<Activity>> {
  return call(url ?? `/api/conversations/${conversation}/activity/`, { decode, ...(signal && { signal }) });
}
