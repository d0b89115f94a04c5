/** The beginning of a message as lists and quotes show it. Pure. */

/** As long as the server's: messaging/serializers/messages.py. */
const LENGTH = 160;

/** In code points, as the server counts: no emoji is cut in two. */
export function previewOf(text: string): string {
  if (text.length <= LENGTH) return text;
  return Array.from(text.slice(0, 2 * LENGTH))
    .slice(0, LENGTH)
    .join("");
}
