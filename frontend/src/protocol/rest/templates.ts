/** Templates of an inbox. */
import { decodeTemplate, type Id, type Template } from "..";
import { everyRow } from "./endpoints";
import { call } from "./request";

export async function getTemplates(inbox: Id, signal?: AbortSignal): Promise<Template[]> {
  const rows = await everyRow(`/api/templates/?inbox=${inbox}&page_size=200`, decodeTemplate, signal);
  return rows.filter((one) => one.inbox === inbox);
}

/** Whether it stands first for the agent. */
export function putFavourite(id: Id, favourite: boolean): Promise<Template> {
  const url = `/api/templates/${id}/favourite/`;
  return favourite
    ? call(url, { method: "PUT", body: {}, decode: decodeTemplate })
    : call(url, { method: "DELETE", decode: decodeTemplate });
}

export async function postSyncTemplates(inbox: Id): Promise<void> {
  await call(`/api/inboxes/${inbox}/sync-templates/`, { method: "POST", body: {} });
}
