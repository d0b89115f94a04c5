/** What the window is, as Console.css divides it. */
import { useCallback, useSyncExternalStore } from "react";

const STACKED = "(max-width: 899px)";
const PHONE = "(max-width: 479px)";

/** Whether there is one pane at a time. */
export function useIsStacked(): boolean {
  return useMedia(STACKED);
}

/** Whether what is chosen from is a sheet at the bottom. */
export function useIsPhone(): boolean {
  return useMedia(PHONE);
}

function useMedia(media: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const query = matchMedia(media);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    [media],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(media).matches);
}
