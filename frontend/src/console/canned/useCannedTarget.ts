/** Lets the palette put a canned response into this text, for as long as it is on the screen. */
import { useEffect, type RefObject } from "react";
import type { Id } from "../../protocol";
import { useClient } from "../context";
import type { Insert } from "./useInsert";

export function useCannedTarget(
  conversation: Id,
  area: RefObject<HTMLTextAreaElement | null>,
  insert: Insert,
): void {
  const { cannedTarget } = useClient();
  useEffect(() => {
    const target = {
      conversation,
      insert: (canned: Parameters<Insert>[0]) => {
        const { selectionStart: start = 0, selectionEnd: end = 0 } = area.current ?? {};
        insert(canned, { start, end });
      },
    };
    cannedTarget.set(target);
    return () => {
      if (cannedTarget.get() === target) cannedTarget.set(null);
    };
  }, [area, cannedTarget, conversation, insert]);
}
