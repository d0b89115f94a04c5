/** The request body of a pending message. Pure. */
import type { NewMessage } from "../../protocol/rest/endpoints";
import type { Pending } from "../state/pending";

export function newMessage(pending: Pending): NewMessage {
  const { kind, content, clientId, lastSeenSeq, replyTo, template, media, hold, payload } = pending;
  const isStructured = kind !== "template" && Object.keys(payload).length > 0;
  return {
    kind,
    content: kind === "template" ? "" : content,
    client_id: clientId,
    ...(lastSeenSeq !== null && { last_seen_seq: lastSeenSeq }),
    ...(replyTo && { reply_to: replyTo.id }),
    ...(isStructured && { payload }),
    ...(template && { template }),
    ...(media !== null && { media }),
    ...(hold && { hold }),
  };
}
