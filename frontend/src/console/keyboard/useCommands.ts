/** Key presses of the page, as commands of keys.ts. */
import { useEffect, useRef } from "react";
import { newConversation } from "../newConversation/newConversation";
import { picking } from "../pickers/picking";
import { palette } from "./palette";
import type { KeySettings } from "./useKeySettings";
import { isMac, isMeant, KeyReader, TypingGuard, type Command, type Press } from "./keys";
import { isComposing, isInComposer, isWriting } from "../../ui/focus";
import { articleOf } from "../thread/threadKeys";

const REPEATED: ReadonlySet<Command> = new Set([
  "next",
  "previous",
  "nextOpened",
  "previousOpened",
  "selectNext",
  "selectPrevious",
]);

const SENDING: ReadonlySet<Command> = new Set(["send", "sendAndResolve", "sendResolveNext"]);

/** `onText`: something is written on a message, which is no command. */
export function useCommands(
  commands: Readonly<Record<Command, () => void>>,
  settings: Pick<KeySettings, "singleKeys" | "enterSends">,
  onText: () => void,
): void {
  const latest = useRef({ commands, settings, onText });
  useEffect(() => {
    latest.current = { commands, settings, onText };
  });
  useEffect(() => {
    const reader = new KeyReader(
      () => latest.current.settings.singleKeys,
      () => latest.current.settings.enterSends,
    );
    const focusTracker = new FocusTracker();
    const onKeyDown = (event: KeyboardEvent): void => {
      // Dialogs and input methods, too, say where the agent types.
      const typing = focusTracker.type(event);
      if (event.defaultPrevented || isComposing(event) || inDialog(event.target)) return;
      const command = reader.read(pressOf(event, typing));
      // What has the focus while a key goes down gets its letter.
      if (!reader.hasBegun && isTextOnMessage(event, command)) return latest.current.onText();
      if (command === null || isTakenBy(event.target, command)) return;
      event.preventDefault();
      // A key that is held down is no verb for one conversation after the other.
      if (event.repeat && !REPEATED.has(command)) return;
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

function pressOf(event: KeyboardEvent, typing: boolean): Press {
  return {
    key: event.key,
    mod: isMac ? event.metaKey : event.ctrlKey,
    shift: event.shiftKey,
    other: event.altKey || (isMac ? event.ctrlKey : event.metaKey),
    typing,
    at: event.timeStamp,
  };
}

/** Follows the focus of the page, to know whether a key is text or a command. */
class FocusTracker {
  private readonly guard = new TypingGuard();
  private focused: EventTarget | null = null;

  follow(): () => void {
    const onFocus = ({ target }: FocusEvent): void => {
      // Only a field that vanishes holds keys back: after a button or a message they are commands at once.
      this.focused = isWriting(target) ? target : null;
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

  /** The field that had the focus was taken away, and nothing got it instead. */
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
  // A picker that is still on its way: what is typed is meant for it.
  if (picking.get() !== null || palette.get() !== null || newConversation.get()) return true;
  if (document.querySelector("[data-opens=picker][aria-expanded=true]")) return true;
  const isInside = target instanceof Element && target.closest("[role=dialog], [role=menu]") !== null;
  return isInside || document.querySelector("[role=dialog]:not([popover])") !== null;
}

function isTextOnMessage(event: KeyboardEvent, command: Command | null): boolean {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  const isText = key.length === 1 && key !== " " && !(ctrlKey || metaKey || altKey);
  return command === null && isText && articleOf(target) !== null && !isWriting(target);
}

/** Its keys mean something else there: Enter on a control, those of the list elsewhere. */
function isTakenBy(target: EventTarget | null, command: Command): boolean {
  if (!isMeant(command, isInList(target))) return true;
  // In a note on the customer, a name, a search: what the composer holds is not meant.
  if (SENDING.has(command) && isWriting(target)) return !(target instanceof Element && isInComposer(target));
  return (
    command === "open" && target instanceof Element && target.closest("button, a, [role=option]") !== null
  );
}

function isInList(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".list-scroll") !== null;
}
