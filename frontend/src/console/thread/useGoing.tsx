/** Goes to a place of the thread: the one that is named, or a day, which is asked for. */
import type { Virtualizer } from "@tanstack/react-virtual";
import { useState } from "react";
import { serverNow } from "../../protocol/serverClock";
import type { Conversation } from "../../protocol";
import { compareInstants } from "../../store/state/order";
import { hasBeginning, type Thread } from "../../store/state/thread";
import { dayOver, type ThreadRow } from "../../store/state/threadRows";
import { useT } from "../i18n/language";
import { GoToDate } from "../lazyComponents";
import { useJump } from "./useJump";

interface Shown {
  readonly conversation: Conversation;
  readonly thread: Thread;
  readonly rows: readonly ThreadRow[];
  /** Whether `rows` are those of now. */
  readonly isNewest: boolean;
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>;
}

export function useGoing({ conversation, thread, rows, isNewest, virtualizer }: Shown) {
  const { marked, jump } = useJump(conversation.id, virtualizer, rows, isNewest ? thread : null);
  const t = useT().goToDate;
  const [from, setFrom] = useState<string | null>(null);
  const close = (): void => setFrom(null);
  /** Without a day, from the one at the top of the screen. */
  const goToDate = (day?: string): void => {
    const top = virtualizer.getVirtualItemForOffset(virtualizer.scrollOffset ?? 0)?.index ?? 0;
    setFrom(day ?? dayOver(rows, top + 1, top) ?? new Date(serverNow()).toISOString());
  };
  const go = (moment: string): void => {
    close();
    jump(moment);
  };
  const dialog = (
    <>
      {/* For readers without a keyboard. */}
      <button type="button" className="sr-only" tabIndex={-1} onClick={() => goToDate()}>
        {t.title}
      </button>
      {from !== null && (
        <GoToDate from={from} first={firstOf(conversation, thread)} onGo={go} onClose={close} />
      )}
    </>
  );
  return { marked, jump, goToDate, dialog };
}

/** Messages may have been written before the conversation was there: at the provider, who delivered late. */
function firstOf({ created_at }: Conversation, thread: Thread): string {
  const first = thread.messages[0]?.timestamp;
  if (first === undefined) return created_at;
  return hasBeginning(thread) || compareInstants(first, created_at) < 0 ? first : created_at;
}
