/** What each command of keys.ts does here. */
import type { RefObject } from "react";
import type { Command } from "./keys";
import type { Conversation, Id } from "../../protocol";
import type { ContactsHandle } from "../contacts/ContactsPage";
import type { ListHandle } from "../list/ConversationList";
import { useClient } from "../context";
import type { ThreadHandle } from "../thread/ThreadPane";
import { openPalette } from "./palette";
import { useBegin } from "../newConversation/useBegin";
import { hitStep, openSearch } from "../search/search";
import { useCommands } from "./useCommands";
import type { KeySettings } from "./useKeySettings";
import type { DetailsPane } from "../details/useDetails";
import { useSeveral, type OnSelected } from "../bulk/useSeveral";
import { openPickerOf, SELECTED, type PickerKind } from "../pickers/picking";
import { useAssign } from "../pickers/useAssign";
import { useUndo } from "../shell/DoneToast";
import { useResolve, type Advance, type Then } from "../shell/advance";
import { useMarkUnread } from "../shell/useMarkUnread";
import type { OpenThread, StartIn } from "../shell/useOpening";
import type { SendOutcome } from "../composer/useReply";
import { go, isOpen } from "../shell/useRoute";
import { useT } from "../i18n/language";
import { isInComposer } from "../../ui/focus";

export type Commands = Readonly<Record<Command, () => void>>;

export interface Panes {
  readonly open: Id | null;
  readonly list: RefObject<ListHandle | null>;
  readonly thread: RefObject<ThreadHandle | null>;
  readonly search: RefObject<HTMLInputElement | null>;
  /** While it is shown in place of the list and the thread. */
  readonly contactsPage: RefObject<ContactsHandle | null>;
  readonly details: DetailsPane;
  readonly openThread: OpenThread;
  /** In a conversation that is not open yet. */
  readonly startIn: StartIn;
  readonly advance: Advance;
  readonly showHelp: () => void;
}

const VIEWS = {
  viewMine: () => go({ view: "mine" }),
  viewUnassigned: () => go({ view: "unassigned" }),
  viewAll: () => go({ view: "all" }),
};

const NOTHING = (): void => {};
const SEARCH = {
  searchAll: () => openSearch(""),
  nextHit: () => hitStep.get()?.(1),
  previousHit: () => hitStep.get()?.(-1),
};

export function useConsoleCommands(panes: Panes, settings: KeySettings): Commands {
  const { list } = panes;
  const active = (): Id | null => list.current?.active() ?? null;
  /** What has the focus in the list is meant, else what is open. */
  const target = (): Id | null => list.current?.focused() ?? panes.open ?? active();
  const { assign, resolve, markUnread } = useVerbs(target, panes.advance);
  const sends = useSends(panes);
  const { several, selecting, onSelected, clear } = useSeveral(list, panes.open);
  const pick = picks(panes, target, onSelected);
  const commands: Commands = {
    ...moves(panes),
    ...useStart(panes, target),
    newConversation: useBegin() ?? NOTHING,
    ...selecting,
    assign: onSelected(several.assign, assign),
    assignTo: pick("owner"),
    team: pick("team"),
    resolve: onSelected(several.resolve, () => resolve("put")),
    resolveNext: onSelected(several.resolve, () => resolve("open")),
    snooze: pick("snooze"),
    priority: pick("priority"),
    label: pick("labels"),
    unread: onSelected(several.mark, markUnread),
    undo: useUndo(),
    react: () => panes.thread.current?.react(),
    ...SEARCH,
    ...sends,
    ...VIEWS,
    palette: () => openPalette(target()),
    help: panes.showHelp,
    back: () => back({ ...panes, clear }),
  };
  useCommands(commands, settings, () => panes.thread.current?.focus());
  return commands;
}

/** In the list that is shown: of conversations, or of contacts. */
function moves({ list, search, contactsPage, openThread }: Panes) {
  const openIf = (id: Id | null | undefined): void => {
    if (id != null) openThread(id, false);
  };
  const shown = () => contactsPage.current ?? list.current;
  const step = (by: 1 | -1): void =>
    contactsPage.current ? contactsPage.current.step(by) : openIf(list.current?.step(by));
  return {
    next: () => shown()?.move(1),
    previous: () => shown()?.move(-1),
    nextOpened: () => step(1),
    previousOpened: () => step(-1),
    open: () => (contactsPage.current ? contactsPage.current.openActive() : openIf(list.current?.active())),
    search: () => (contactsPage.current ? contactsPage.current.search() : search.current?.focus()),
  };
}

function picks({ open }: Panes, target: () => Id | null, onSelected: OnSelected) {
  const ofOne = (what: PickerKind): void => {
    const id = target();
    if (id !== null) openPickerOf(what, id, id === open);
  };
  return (what: PickerKind) =>
    onSelected(
      () => openPickerOf(what, SELECTED, false),
      () => ofOne(what),
    );
}

/** Begins something in the conversation that is meant, which is opened for it. */
function useStart({ open, thread, startIn }: Panes, target: () => Id | null) {
  const start = (what: "reply" | "note" | "inspect" | "goToDate") => (): void => {
    const id = target();
    if (id === null) return;
    if (id === open) thread.current?.[what]();
    else startIn(id, what === "reply" ? "focus" : what);
  };
  return {
    reply: start("reply"),
    note: start("note"),
    timeline: start("inspect"),
    goToDate: start("goToDate"),
  };
}

/** Verbs on the open conversation, else on the active one of the list. */
function useVerbs(target: () => Id | null, advance: Advance) {
  const client = useClient();
  const markUnread = useMarkUnread();
  const assign = useAssign();
  const resolve = useResolve(advance);
  const { me } = client;
  const on = (verb: (conversation: Conversation) => void): void => {
    const id = target();
    const conversation = id === null ? undefined : client.store.get().conversations.get(id);
    if (conversation) verb(conversation);
  };
  return {
    assign: () => on((one) => assign(one, { kind: "agent", id: me.id, name: me.name })),
    markUnread: () => on(markUnread),
    resolve: (then: Then) => on((one) => resolve(one, then)),
  };
}

/** Send what is written, and nothing else, or resolve and go on. */
function useSends({ open, thread, advance }: Panes) {
  const t = useT();
  const { notice } = useClient();
  const send = (then: Then | null): void => {
    if (open === null) return;
    const follow = (outcome: SendOutcome): void => {
      if (outcome === "sent" && then !== null) advance(open, then);
      else if (outcome === "nothing") notice.set({ kind: "problem", text: t.actions.nothingToSend });
    };
    const sent = thread.current?.send(then !== null) ?? "nothing";
    // Who has gone elsewhere while it was saved stays there.
    if (sent instanceof Promise) void sent.then((outcome) => isOpen(open) && follow(outcome));
    else follow(sent);
  };
  return {
    send: () => send(null),
    sendAndResolve: () => send("stay"),
    sendResolveNext: () => send("reply"),
    sendLater: () => {
      const outcome = open === null ? "nothing" : (thread.current?.chooseTime() ?? "nothing");
      if (outcome === "asking") return;
      const text = outcome === "refused" ? t.actions.noLater : t.actions.nothingToSend;
      notice.set({ kind: "problem", text });
    },
  };
}

/** One step back: from what covers, from writing, from what is selected, from the conversation. */
function back({ details, open, list, clear }: Panes & { clear: () => boolean }): void {
  const focused = document.activeElement;
  if (details.covers) details.set(false);
  else if (focused instanceof HTMLElement && isInComposer(focused)) focused.blur();
  else if (!clear() && open !== null) {
    go({ open: null });
    requestAnimationFrame(() => list.current?.move(0));
  }
}
