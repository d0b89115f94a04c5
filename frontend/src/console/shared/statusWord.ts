/** How far a message has come, in words. */
import type { Message } from "../../protocol";
import { isCalm } from "../../store/messages/failures";
import type { Sentences } from "../i18n/en";

type Stands = Pick<Message, "status" | "send_at" | "error">;

export function statusWord({ status, send_at, error }: Stands, t: Sentences): string {
  if (status === "failed" && isCalm(error)) return t.bubble.notSent;
  return status === "held" && send_at !== null ? t.bubble.scheduled : t.statuses[status];
}
