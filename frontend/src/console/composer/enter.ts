/** What Enter does in a text that is sent or added: that, or a new line, as the agent has it. */
import type { KeyboardEvent } from "react";
import { isMac } from "../keyboard/keys";

/** Whether the key sends; all others are the text's or the page's. */
export function isSend(event: KeyboardEvent, enterSends: boolean): boolean {
  const { key, shiftKey, altKey, ctrlKey, metaKey } = event;
  if (key !== "Enter" || shiftKey || altKey) return false;
  if (enterSends) return !ctrlKey && !metaKey;
  return isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey;
}
