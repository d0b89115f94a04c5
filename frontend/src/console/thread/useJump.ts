/** Brings a message into view: the quoted one, however far above it stands. */
import type { Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useState } from "react";
import type { Id } from "../../protocol";
import type { ThreadRow } from "../../store/state/threadRows";
import { useClient } from "../context";
import type { ThreadPages } from "./useThreadPages";
import { useT } from "../i18n/language";

/** It is marked for this long. */
const MARKED_MS = 2000;

export function useJump(
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  rows: readonly ThreadRow[],
  pages: ThreadPages,
) {
  const t = useT();
  const client = useClient();
  const [wanted, setWanted] = useState<Id | null>(null);
  const [marked, setMarked] = useState<Id | null>(null);
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = pages;
  const index =
    wanted === null ? -1 : rows.findIndex((row) => row.type === "message" && row.message.id === wanted);
  useEffect(() => {
    if (wanted === null) return;
    if (index >= 0) {
      virtualizer.scrollToIndex(index, { align: "center" });
      // oxlint-disable-next-line react/set-state-in-effect -- only now the list can be scrolled to it
      setMarked(wanted);
      setWanted(null);
    } else if (hasNextPage && !isError) {
      if (!isFetchingNextPage) void fetchNextPage();
    } else {
      setWanted(null);
      client.notice.set({ kind: "problem", text: t.thread.quotedGone });
    }
  }, [client, virtualizer, wanted, index, hasNextPage, isFetchingNextPage, isError, fetchNextPage, t]);
  useEffect(() => {
    if (marked === null) return;
    const timer = setTimeout(() => setMarked(null), MARKED_MS);
    return () => clearTimeout(timer);
  }, [marked]);
  return { marked, jump: useCallback((id: Id) => setWanted(id), []) };
}
