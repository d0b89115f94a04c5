/** How far a message has come, in words. */
import type { Message } from "../../protocol";
import type { Sentences } from "../i18n/en";

export function statusWord({ status, send_at }: Pick<Message, "status" | "send_at">, t: Sentences): string {
  return status === "held" && send_at !== null ? t.bubble.scheduled : t.statuses[status];
}
