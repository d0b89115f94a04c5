/** Whether the palette is open, and what it was opened over. */
import type { Id } from "../../protocol";
import { Signal } from "../../store/signal";
import { isWriting } from "../../ui/focus";
import { remember, remembered } from "../../ui/theme";

export interface PaletteOpen {
  /** What its verbs are done to; null: none is meant. */
  readonly conversation: Id | null;
  readonly returnTo: Element | null;
  /** The agent was writing: so they do in the conversation that they go to. */
  readonly wasWriting: boolean;
}

export const palette = new Signal<PaletteOpen | null>(null);

export function openPalette(conversation: Id | null): void {
  const { activeElement } = document;
  palette.set({ conversation, returnTo: activeElement, wasWriting: isWriting(activeElement) });
}

/** The focus goes back to where it was, and with it the caret. */
export function closePalette(one: PaletteOpen, hasLeft: boolean): void {
  if (palette.get() !== one) return;
  palette.set(null);
  const { returnTo } = one;
  if (hasLeft) return;
  const targets = [returnTo, document.querySelector(".pane.thread:not(.none), .list-scroll")];
  const target = targets.find((each) => each?.isConnected === true && each !== document.body);
  if (target instanceof HTMLElement) target.focus();
}

const KEY = "console.palette";
const MOST = 30;

/** Ids of what was chosen, the last one first. */
export function recentChoices(): readonly string[] {
  return (remembered(KEY) ?? "").split("\n").filter(Boolean);
}

export function rememberChoice(id: string): void {
  remember(KEY, [id, ...recentChoices().filter((one) => one !== id)].slice(0, MOST).join("\n"));
}
