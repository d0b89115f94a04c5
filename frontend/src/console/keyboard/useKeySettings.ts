/** How the keys work for this agent, remembered in this browser. */
import { Signal } from "../../store/signal";
import { remember, remembered } from "../../ui/theme";
import { useSignal } from "../context";
import { useStored } from "../details/useDetails";
import { useIsTouch } from "../shell/useMedia";

export interface KeySettings {
  readonly singleKeys: boolean;
  readonly onSingleKeys: (on: boolean) => void;
  /** Resolving one conversation opens the next. */
  readonly opensNext: boolean;
  readonly onOpensNext: (on: boolean) => void;
  /** Else Enter breaks the line, and Ctrl or ⌘ with it sends. */
  readonly enterSends: boolean;
  readonly onEnterSends: (on: boolean) => void;
}

const ENTER = "console.enter-sends";
const stored = remembered(ENTER);
/** Null: not chosen. */
const enterChoice = new Signal<boolean | null>(stored === null ? null : stored === "true");

/** Unless it was chosen: not where there is a finger, as the keys on a screen have no Shift+Enter. */
export function useEnterSends(): boolean {
  const chosen = useSignal(enterChoice);
  const isTouch = useIsTouch();
  return chosen ?? !isTouch;
}

export function chooseEnterSends(on: boolean): void {
  enterChoice.set(on);
  remember(ENTER, String(on));
}

export function useKeySettings(): KeySettings {
  const [singleKeys, onSingleKeys] = useStored("console.single-keys", true);
  const [opensNext, onOpensNext] = useStored("console.opens-next", false);
  const enterSends = useEnterSends();
  return { singleKeys, onSingleKeys, opensNext, onOpensNext, enterSends, onEnterSends: chooseEnterSends };
}
