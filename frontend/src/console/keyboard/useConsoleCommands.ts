/** What each command of keys.ts does here. */
import type { RefObject } from "react";
import type { Command } from "./keys";
import type { Conversation, Id } from "../../protocol";
import type { ListHandle } from "../list/ConversationList";
import { useRun, useClient } from "../context";
import type { ThreadHandle } from "../thread/ThreadPane";
import { useCommands } from "./useCommands";
import type { DetailsPane } from "../details/useDetails";
import { go } from "../shell/useRoute";
import { isInComposer } from "../../ui/focus";

export interface Panes {
  readonly open: Id | null;
  readonly list: RefObject<ListHandle | null>;
  readonly thread: RefObject<ThreadHandle | null>;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly details: DetailsPane;
  readonly openThread: (id: Id, reply: boolean) => void;
  readonly showHelp: () => void;
}

export function useConsoleCommands(panes: Panes, singleKeys: boolean): void {
  const { list, thread, search, openThread } = panes;
  const active = (): Id | null => list.current?.active() ?? null;
  const { assign, resolve, markUnread } = useVerbs(() => panes.open ?? active());
  const commands: Record<Command, () => void> = {
    next: () => list.current?.move(1),
    previous: () => list.current?.move(-1),
    open: () => {
      const id = active();
      if (id !== null) openThread(id, false);
    },
    reply: () => thread.current?.reply(),
    assign,
    resolve,
    unread: markUnread,
    timeline: () => thread.current?.inspect(),
    search: () => search.current?.focus(),
    sendAndResolve: () => thread.current?.sendAndResolve(),
    viewMine: () => go({ view: "mine" }),
    viewUnassigned: () => go({ view: "unassigned" }),
    viewAll: () => go({ view: "all" }),
    help: panes.showHelp,
    back: () => back(panes),
  };
  useCommands(commands, singleKeys);
}

/** Verbs on the open conversation, else on the active one of the list. */
function useVerbs(target: () => Id | null) {
  const client = useClient();
  const run = useRun();
  const on = (verb: (conversation: Conversation) => Promise<void>): void => {
    const id = target();
    const conversation = id === null ? undefined : client.store.get().conversations.get(id);
    if (conversation) run(verb(conversation));
  };
  return {
    assign: () => on((one) => client.assign(one, client.me.id)),
    markUnread: () => on((one) => client.markUnread(one.id)),
    resolve: () => on((one) => client.setStatus(one, one.status === "resolved" ? "open" : "resolved")),
  };
}

/** One step back: from what covers, from writing, from the conversation. */
function back({ details, open, list }: Panes): void {
  const focused = document.activeElement;
  if (details.covers) details.set(false);
  else if (focused instanceof HTMLElement && isInComposer(focused)) focused.blur();
  else if (open !== null) {
    go({ open: null });
    requestAnimationFrame(() => list.current?.move(0));
  }
}
