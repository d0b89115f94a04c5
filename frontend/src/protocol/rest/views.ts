/** The calls about views: how many conversations they have, and those that agents save. */
import { decodeSavedView, type Id, type SavedView } from "..";
import { dictionary, number, object, string, type Decoded } from "../decode";
import { everyRow } from "./endpoints";
import { call } from "./request";

const countsAnswer = object({
  counts: dictionary(number),
  most: number,
  feed: dictionary(object({ epoch: string, seq: number })),
});

/** How many conversations the views have, at the positions of `feed`. */
export function getCounts(): Promise<Decoded<typeof countsAnswer>> {
  return call("/api/conversations/counts/", { decode: countsAnswer });
}

export function getSavedViews(): Promise<SavedView[]> {
  return everyRow("/api/views/?page_size=200", decodeSavedView);
}

export type Scope = SavedView["scope"];

export interface SavedViewChange {
  name?: string;
  scope?: Scope;
  filters?: Readonly<Record<string, unknown>>;
}

export function postSavedView(made: Required<SavedViewChange>): Promise<SavedView> {
  return call("/api/views/", { method: "POST", body: made, decode: decodeSavedView });
}

export function patchSavedView(id: Id, change: SavedViewChange): Promise<SavedView> {
  return call(`/api/views/${id}/`, { method: "PATCH", body: change, decode: decodeSavedView });
}

export async function deleteSavedView(id: Id): Promise<void> {
  await call(`/api/views/${id}/`, { method: "DELETE" });
}
