/** Lets colleagues see that something is being written: each change of the text, whatever made it. */
import { useEffect, useRef } from "react";
import type { Id } from "../../protocol";
import { useClient } from "../context";

export function useTypingShown(conversation: Id, text: string, note: boolean): void {
  const { presence } = useClient();
  const shown = useRef({ text, note });
  useEffect(() => {
    const before = shown.current;
    shown.current = { text, note };
    const isSwitched = before.note !== note;
    if (!isSwitched && before.text === text) return;
    // Sent, emptied, or the other draft came up: nothing was typed.
    if (isSwitched || text.trim() === "") presence.typed(null);
    else presence.typed(conversation, note);
  }, [presence, conversation, text, note]);
}
