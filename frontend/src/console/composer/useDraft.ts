/** The draft of one conversation as the composer shows it: whatever changes it, here or on another device. */
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import type { Capabilities, Conversation, DraftMode, Id, Message } from "../../protocol";
import type { CannedDraft } from "../../store/canned/view";
import type { Draft } from "../../store/drafts/draft";
import { useClient } from "../context";
import { useChosenFiles } from "./attach/useChosenFiles";
import type { Reply } from "./useReply";

const MODES: readonly DraftMode[] = ["reply", "note"];

export function useKeptDraft(conversation: Id, mode: DraftMode): Draft {
  const { drafts } = useClient().draftKeeper;
  return useSyncExternalStore(drafts.subscribe, () => drafts.get({ conversation, mode }));
}

/** Saves at once: when the text is left, as what this returns, and with the conversation. */
export function useSavedOnLeave(conversation: Id): () => void {
  const { draftKeeper } = useClient();
  const save = useCallback(() => {
    for (const mode of MODES) draftKeeper.flush({ conversation, mode });
  }, [draftKeeper, conversation]);
  useEffect(() => save, [save]);
  return save;
}

export interface ReplyDraft extends Reply {
  /** Puts text in front of what is written. */
  readonly restore: (text: string) => void;
  /** The same, and leaves the focus where it is. */
  readonly putBefore: (text: string) => void;
}

/** Text, quote and files that are not sent yet; they are there again when the conversation is. */
export function useReplyDraft(
  conversation: Conversation,
  can: Capabilities,
  onRefocus: () => void,
): ReplyDraft {
  const { drafts } = useClient().draftKeeper;
  const { id } = conversation;
  const { content } = useKeptDraft(id, "reply");
  const files = useChosenFiles(conversation, can);
  const onText = useCallback(
    (text: string) => drafts.edit({ conversation: id, mode: "reply" }, { text }),
    [drafts, id],
  );
  const onQuoted = useCallback(
    (quoted: Message | null) => drafts.edit({ conversation: id, mode: "reply" }, { quoted }),
    [drafts, id],
  );
  const putBefore = (before: string): void => {
    const now = drafts.get({ conversation: id, mode: "reply" }).content.text;
    onText(now.trim() === "" || now === before ? before : `${before}\n${now}`);
  };
  const restore = (before: string): void => {
    putBefore(before);
    onRefocus();
  };
  const { text, quoted } = content;
  const kept = { text, onText, quoted, onQuoted, files, ...useCanned(id) };
  return { conversation, can, ...kept, onRefocus, restore, putBefore };
}

/** What the text began as. Its files may be on their way: those do not come any more once the agent went away. */
function useCanned(conversation: Id): Pick<Reply, "canned" | "onCanned"> {
  const { drafts } = useClient().draftKeeper;
  const { canned_response: id, interactive } = useKeptDraft(conversation, "reply").content;
  const [isLoading, setLoading] = useState(false);
  const onCanned = useCallback(
    (canned: CannedDraft | null) => {
      setLoading(canned?.isLoading ?? false);
      const change = { canned_response: canned?.id ?? null, interactive: canned?.interactive ?? null };
      drafts.edit({ conversation, mode: "reply" }, change);
    },
    [drafts, conversation],
  );
  return { canned: id === null ? null : { id, interactive, isLoading }, onCanned };
}
