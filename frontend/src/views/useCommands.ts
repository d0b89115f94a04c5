/** Key presses of the page, as commands of keys.ts. */
import { useEffect, useRef } from "react";
import { KeyReader, type Command } from "../keys";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export function useCommands(commands: Readonly<Record<Command, () => void>>, singleKeys: boolean): void {
  const latest = useRef({ commands, singleKeys });
  useEffect(() => {
    latest.current = { commands, singleKeys };
  });
  useEffect(() => {
    const reader = new KeyReader(() => latest.current.singleKeys);
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || inDialog(event.target)) return;
      const command = reader.read({
        key: event.key,
        mod: isMac ? event.metaKey : event.ctrlKey,
        other: event.altKey || (isMac ? event.ctrlKey : event.metaKey),
        typing: isTyping(event.target),
        at: event.timeStamp,
      });
      if (command === null || (command === "open" && isOnControl(event.target))) return;
      event.preventDefault();
      latest.current.commands[command]();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

/** A dialog has keys of its own. */
function inDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[role=dialog]") !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

/** Enter already means something there. */
function isOnControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("button, a, [role=option]") !== null;
}
