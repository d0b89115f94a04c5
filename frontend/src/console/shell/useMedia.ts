/** What the window is, as Console.css divides it. */
import { useCallback, useSyncExternalStore } from "react";

const STACKED = "(max-width: 899px)";
const TOUCH = "(pointer: coarse)";

/** Whether there is one pane at a time. */
export function useIsStacked(): boolean {
  return useMedia(STACKED);
}

/** Whether it is used with a finger, most likely without keys. */
export function useIsTouch(): boolean {
  return useMedia(TOUCH);
}

const isUnknown = (): boolean => false;

function useMedia(media: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const query = matchMedia(media);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    [media],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(media).matches, isUnknown);
}
