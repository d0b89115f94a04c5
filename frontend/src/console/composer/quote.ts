/** What of a quoted message goes out with the answer. */
import type { Message } from "../../protocol";
import { previewOf } from "../../ui/text/preview";
import type { Sent } from "../../store/sending/sending";

export function quoteOf(quoted: Message | null): Pick<Sent, "replyTo"> {
  if (quoted === null) return { replyTo: null };
  const { id, direction, author, content } = quoted;
  return { replyTo: { id, direction, author, preview: previewOf(content) } };
}
