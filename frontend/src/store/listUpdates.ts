/** Lists that are read once, and then kept fresh by the feed. */
import type { QueryClient } from "@tanstack/react-query";
import type { FeedEvent, Template } from "../protocol";
import { ACCOUNTS } from "../protocol/rest/accounts";
import { forgetCanned } from "./canned/list";
import { updateContact } from "./contacts";
import { updateFiles } from "./messages/exchanged";
import { withTemplate } from "./messages/templates";
import { updateContactNotes } from "./notes/notes";
import { changeKept } from "./queries";

export function updateLists(queries: QueryClient, event: FeedEvent): void {
  if (event.k === "contact_note.created" || event.k === "contact_note.updated")
    updateContactNotes(queries, event.d);
  if (event.k === "message.created" || event.k === "message.updated") updateFiles(queries, event.d);
  if (event.k === "contact.updated") updateContact(queries, event.d);
  if (event.k === "agent.updated")
    for (const queryKey of [["colleagues"], ACCOUNTS]) void queries.invalidateQueries({ queryKey });
  // What it says is not in the feed: not everybody may read every one.
  if (event.k === "canned_response.updated") void forgetCanned(queries);
  if (event.k !== "template.updated") return;
  const template = event.d;
  changeKept<Template[]>(queries, ["templates", template.inbox], (known) => withTemplate(known, template));
}
