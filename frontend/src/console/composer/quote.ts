/** What of a quoted message goes out with the answer. */
import type { Message } from "../../protocol";
import { previewOf } from "../../ui/text/preview";
import type { Sent } from "../../store/sending/sending";

export function quoteOf(quoted: Message | null): Pick<Sent, "replyTo"> {
  return { replyTo: quoted && { id: quoted.id, preview: previewOf(quoted.content) } };
}
