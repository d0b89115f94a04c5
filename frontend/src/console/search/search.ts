/** The search of everything: whether it is open stands in the address, with what is typed and which hit is shown. */
import { Signal } from "../../store/signal";
import { go } from "../shell/useRoute";

/** To the next hit or the one before; null while none is shown. */
export const hitStep = new Signal<((by: 1 | -1) => void) | null>(null);

export function openSearch(text: string): void {
  go({ find: text, hit: null });
}

export function closeSearch(): void {
  go({ find: null, hit: null });
}
