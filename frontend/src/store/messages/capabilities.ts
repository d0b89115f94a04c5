/** What can be done with a message in its inbox. Pure. */
import type { Capabilities, Message } from "../../protocol";

type Target = Pick<Message, "external_id" | "direction" | "kind" | "origin" | "revoked_at" | "status">;

/** The provider has to know the message that an answer or an emoji points at. */
function isKnown({ external_id, direction, origin, revoked_at, kind, status }: Target): boolean {
  return (
    external_id !== null &&
    status !== "failed" &&
    origin !== "program" &&
    direction !== "note" &&
    revoked_at === null &&
    kind !== "system" &&
    kind !== "call"
  );
}

export function canQuote({ quotes }: Pick<Capabilities, "quotes">, message: Target): boolean {
  return quotes && isKnown(message);
}

export function canReact({ reactions }: Pick<Capabilities, "reactions">, message: Target): boolean {
  return reactions && isKnown(message);
}
