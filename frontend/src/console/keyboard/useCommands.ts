/** Key presses of the page, as commands of keys.ts. */
import { useEffect, useRef } from "react";
import { KeyReader, TypingGuard, type Command } from "./keys";
import { isWriting } from "../../ui/focus";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export function useCommands(commands: Readonly<Record<Command, () => void>>, singleKeys: boolean): void {
  const latest = useRef({ commands, singleKeys });
  useEffect(() => {
    latest.current = { commands, singleKeys };
  });
  useEffect(() => {
    const reader = new KeyReader(() => latest.current.singleKeys);
    const focusTracker = new FocusTracker();
    const onKeyDown = (event: KeyboardEvent): void => {
      // Dialogs and input methods, too, say where the agent types.
      const typing = focusTracker.type(event);
      if (event.defaultPrevented || event.isComposing || inDialog(event.target)) return;
      const command = reader.read({
        key: event.key,
        mod: isMac ? event.metaKey : event.ctrlKey,
        other: event.altKey || (isMac ? event.ctrlKey : event.metaKey),
        typing,
        at: event.timeStamp,
      });
      if (command === null || (command === "open" && isOnControl(event.target))) return;
      event.preventDefault();
      latest.current.commands[command]();
    };
    document.addEventListener("keydown", onKeyDown);
    const stop = focusTracker.follow();
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      stop();
    };
  }, []);
}

/** Follows the focus of the page, to know whether a key is text or a command. */
class FocusTracker {
  private readonly guard = new TypingGuard();
  private focused: EventTarget | null = null;

  follow(): () => void {
    const onFocus = ({ target }: FocusEvent): void => {
      this.focused = target;
      this.guard.moved();
    };
    const onPointer = (): void => this.forget();
    document.addEventListener("focusin", onFocus);
    document.addEventListener("pointerdown", onPointer, true);
    return () => {
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("pointerdown", onPointer, true);
    };
  }

  type({ key, target, timeStamp }: KeyboardEvent): boolean {
    const typing = this.guard.isTyping(isWriting(target) || this.isGone(target), timeStamp);
    // The way out of a field: what follows is meant for the page. It is asked for once that a focus is gone.
    if (key === "Escape") this.forget();
    else if (target === document.body) this.focused = null;
    return typing;
  }

  /** What had the focus was taken away, and nothing got it instead. */
  private isGone(target: EventTarget | null): boolean {
    return target === document.body && this.focused instanceof Node && !this.focused.isConnected;
  }

  private forget(): void {
    this.focused = null;
    this.guard.moved();
  }
}

/** A dialog has keys of its own; a modal one also while the focus is beside it, after a click on what it covers. */
function inDialog(target: EventTarget | null): boolean {
  const isInside = target instanceof Element && target.closest("[role=dialog]") !== null;
  return isInside || document.querySelector("[role=dialog]:not([popover])") !== null;
}

/** Enter already means something there. */
function isOnControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("button, a, [role=option]") !== null;
}
