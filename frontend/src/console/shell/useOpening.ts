/** Opening conversations: the one that was asked for, or the next one when one is done. */
import { useCallback, useMemo, useState, type RefObject } from "react";
import type { Id } from "../../protocol";
import type { ListHandle } from "../list/ConversationList";
import { useClient } from "../context";
import type { Advance, Then } from "./advance";
import { go } from "./useRoute";

/** What the agent begins with in a conversation that is opened. */
export interface Start {
  readonly id: Id;
  readonly by: "focus" | "note" | "inspect" | "goToDate";
}

export type StartIn = (id: Id, by: Start["by"] | null) => void;

/** With `reply` the focus goes into its composer, as soon as that is there. */
export type OpenThread = (id: Id, reply: boolean) => void;

export function useOpening(list: RefObject<ListHandle | null>, opensNext: boolean) {
  const [start, setStart] = useState<Start | null>(null);
  const startIn = useCallback<StartIn>((id, by) => {
    go({ open: id });
    setStart(by === null ? null : { id, by });
  }, []);
  const openThread = useCallback<OpenThread>((id, reply) => startIn(id, reply ? "focus" : null), [startIn]);
  const advance = useAdvance(list, openThread, opensNext);
  return useMemo(() => {
    const openByPointer: OpenThread = (id, reply) => openThread(id, reply && hasMouse());
    return { start, startIn, openThread, openByPointer, advance };
  }, [start, startIn, openThread, advance]);
}

/** Where a keyboard is more likely than one that covers half the screen. */
export function hasMouse(): boolean {
  return matchMedia("(pointer: fine)").matches;
}

function useAdvance(list: RefObject<ListHandle | null>, openThread: OpenThread, opensNext: boolean): Advance {
  const { conversations } = useClient();
  return useCallback(
    (from, asked) => {
      const then = asSet(asked, opensNext);
      if (then === "stay") return;
      const next = list.current?.after(from, (id) => !conversations.isLeaving(id)) ?? null;
      if (then !== "put") openNext(openThread, next, then === "reply");
      if (then !== "reply" || next === null) list.current?.put(next);
    },
    [conversations, list, openThread, opensNext],
  );
}

/** Where none is left, none is open. */
function openNext(openThread: OpenThread, next: Id | null, reply: boolean): void {
  if (next === null) go({ open: null });
  else openThread(next, reply);
}

function asSet(asked: Then, opensNext: boolean): Then {
  return opensNext && asked !== "reply" ? "open" : asked;
}
