/** Says what was just done: in a notice, which is read to who cannot see it. */
import { useCallback } from "react";
import { useClient } from "../context";

export function useSay(): (text: string) => void {
  const { notice } = useClient();
  return useCallback((text) => notice.set({ kind: "told", text }), [notice]);
}
