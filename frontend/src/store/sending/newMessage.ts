/** The request bodies of what is pending. Pure. */
import type { NewMessage } from "../../protocol/rest/endpoints";
import type { NewNote } from "../../protocol/rest/notes";
import { addressedBy } from "../notes/mentions";
import type { Pending } from "../state/pending";

/** The request body of a note. */
export function newNote({ content, clientId, payload, draftRevision }: Pending): NewNote {
  const mentions = addressedBy({ payload: { ...payload } }).named.map(({ kind, id }) => ({ kind, id }));
  const spent = draftRevision === null ? {} : { draft_revision: draftRevision };
  return { content, client_id: clientId, mentions, ...spent };
}

export function newMessage(pending: Pending): NewMessage {
  const { kind, content, clientId, replyTo, template, media, payload, canned } = pending;
  const isStructured = kind !== "template" && Object.keys(payload).length > 0;
  return {
    kind,
    content: kind === "template" ? "" : content,
    client_id: clientId,
    ...known(pending),
    ...(replyTo && { reply_to: replyTo.id }),
    ...(isStructured && { payload }),
    ...(template && { template }),
    ...(media !== null && { media }),
    ...waiting(pending),
    ...(canned !== null && { canned_response: canned }),
  };
}

/** What it waits for. */
function waiting({
  hold,
  untilReply,
  sendAt,
  fallback,
}: Pending): Pick<NewMessage, "hold" | "until_reply" | "send_at" | "fallback"> {
  return {
    ...(hold && { hold }),
    ...(untilReply && { until_reply: true }),
    ...(sendAt !== null && { send_at: sendAt }),
    ...(fallback !== null && { fallback }),
  };
}

/** What the agent had seen, and which draft it was. */
function known({
  lastSeenSeq,
  seenClientIds,
  draftRevision,
}: Pending): Pick<NewMessage, "last_seen_seq" | "seen_client_ids" | "draft_revision"> {
  return {
    // Named also where there are none: what the agent wrote in another window counts then.
    ...(lastSeenSeq !== null && { last_seen_seq: lastSeenSeq, seen_client_ids: seenClientIds }),
    ...(draftRevision !== null && { draft_revision: draftRevision }),
  };
}
