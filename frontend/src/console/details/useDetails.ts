/** The details pane: docked and remembered where there is room, else laid over the thread for a moment. */
import { useState, useSyncExternalStore } from "react";
import type { Id } from "../../protocol";
import { remember, remembered } from "../../ui/theme";

const KEY = "console.details";
/** Where shell/Console.css gives the pane a column of its own. */
const room = matchMedia("(min-width: 1100px)");

function subscribe(listener: () => void): () => void {
  room.addEventListener("change", listener);
  return () => room.removeEventListener("change", listener);
}

export interface DetailsPane {
  readonly shown: boolean;
  /** It covers what is below: Escape closes it first. */
  readonly covers: boolean;
  readonly set: (shown: boolean) => void;
}

export function useDetails(open: Id | null): DetailsPane {
  const hasRoom = useSyncExternalStore(subscribe, () => room.matches);
  const [docked, setDocked] = useStored(KEY, window.innerWidth >= 1280);
  // Laid over one conversation: it goes when another one is opened, or when there is room for it beside.
  const [coversFor, setCoversFor] = useState<{ open: Id | null; hasRoom: boolean } | null>(null);
  const covers = coversFor?.open === open && coversFor.hasRoom === hasRoom;
  const setCovers = (shown: boolean): void => setCoversFor(shown ? { open, hasRoom } : null);
  return hasRoom
    ? { shown: docked, covers: false, set: setDocked }
    : { shown: covers, covers, set: setCovers };
}

/** Yes or no, remembered in this browser. */
export function useStored(key: string, initial: boolean): [boolean, (value: boolean) => void] {
  const [value, setValue] = useState(() => (remembered(key) ?? String(initial)) === "true");
  const change = (next: boolean): void => {
    setValue(next);
    remember(key, String(next));
  };
  return [value, change];
}
