/** The panes, what is open in them, and the keyboard. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { t } from "../i18n/en";
import type { Command } from "../keys";
import type { Id } from "../protocol";
import { unreadCount, type ListQuery } from "../state/selectors";
import { remember, remembered } from "../theme";
import { Empty } from "./bits";
import { CheatSheet } from "./CheatSheet";
import { ConnectionBar, NoticeBox } from "./ConnectionBar";
import type { ListHandle } from "./ConversationList";
import { useAct, useDesk, useSelect } from "./context";
import { Details } from "./Details";
import { Chats } from "./icons";
import { ListPane } from "./ListPane";
import { ThreadPane, type ThreadHandle } from "./ThreadPane";
import { useCommands } from "./useCommands";
import { go, useRoute } from "./useRoute";
import { useStuckNotice } from "./useStuckNotice";

const DETAILS_KEY = "desk.details";
const SINGLE_KEYS_KEY = "desk.single-keys";

export function Console() {
  const desk = useDesk();
  const act = useAct();
  const route = useRoute();
  const [q, setQ] = useState("");
  const [help, setHelp] = useState(false);
  const [details, setDetails] = useStored(DETAILS_KEY, window.innerWidth >= 1280);
  const [singleKeys, setSingleKeys] = useStored(SINGLE_KEYS_KEY, true);
  const list = useRef<ListHandle>(null);
  const thread = useRef<ThreadHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const { view, filter, open } = route;
  const query = useMemo<ListQuery>(() => ({ view, filter, q }), [view, filter, q]);
  const conversation = useSelect(useCallback((state) => (open === null ? undefined : state.conversations.get(open)), [open]));
  useTitle();
  useStuckNotice(open);

  const [wantsReply, setWantsReply] = useState<Id | null>(null);
  const openThread = useCallback((id: Id, reply: boolean) => {
    go({ open: id });
    if (reply && matchMedia("(pointer: fine)").matches) setWantsReply(id);
  }, []);
  useEffect(() => {
    if (wantsReply === null) return;
    thread.current?.reply();
    setWantsReply(null);
  }, [wantsReply]);
  const target = () => {
    const id = open ?? list.current?.active() ?? null;
    return id === null ? undefined : desk.store.get().conversations.get(id);
  };
  const resolve = (): void => {
    const one = target();
    if (one) act(desk.setStatus(one, one.status === "resolved" ? "open" : "resolved"));
  };
  const back = (): void => {
    if (document.activeElement instanceof HTMLTextAreaElement) document.activeElement.blur();
    else if (open !== null) go({ open: null });
  };
  const commands: Record<Command, () => void> = {
    next: () => list.current?.move(1),
    previous: () => list.current?.move(-1),
    open: () => {
      const id = list.current?.active() ?? null;
      if (id !== null) openThread(id, false);
    },
    reply: () => thread.current?.reply(),
    assign: () => {
      const one = target();
      if (one) act(desk.assign(one, desk.me.id));
    },
    resolve,
    unread: () => {
      const one = target();
      if (one) act(desk.markUnread(one.id));
    },
    timeline: () => thread.current?.inspect(),
    search: () => search.current?.focus(),
    sendAndResolve: () => {
      if (thread.current?.send() && conversation && conversation.status !== "resolved") resolve();
    },
    viewMine: () => go({ view: "mine" }),
    viewUnassigned: () => go({ view: "unassigned" }),
    viewAll: () => go({ view: "all" }),
    help: () => setHelp(true),
    back,
  };
  useCommands(commands, singleKeys);

  return (
    <div className="console">
      <ConnectionBar />
      <main className={`panes ${open === null ? "at-list" : "at-thread"} ${details && conversation ? "with-details" : ""}`}>
        <h1 className="sr-only">{t.product}</h1>
        <ListPane
          query={query}
          open={open}
          list={list}
          search={search}
          onView={(one) => go({ view: one })}
          onFilter={(one) => go({ filter: one })}
          onSearch={setQ}
          onOpen={openThread}
          onHelp={() => setHelp(true)}
        />
        {open === null ? (
          <section className="pane thread none">
            <Chats />
            <Empty text={[t.thread.none, t.thread.noneHint]} />
          </section>
        ) : (
          <ThreadPane
            key={open}
            id={open}
            detailsShown={details}
            onBack={() => go({ open: null })}
            onDetails={() => setDetails(!details)}
            ref={thread}
          />
        )}
        {details && conversation && <Details conversation={conversation} onClose={() => setDetails(false)} />}
      </main>
      <NoticeBox onLook={(id) => openThread(id, false)} />
      {help && <CheatSheet singleKeys={singleKeys} onSingleKeys={setSingleKeys} onClose={() => setHelp(false)} />}
    </div>
  );
}

function useStored(key: string, initial: boolean): [boolean, (value: boolean) => void] {
  const [value, setValue] = useState(() => (remembered(key) ?? String(initial)) === "true");
  const change = (next: boolean): void => {
    setValue(next);
    remember(key, String(next));
  };
  return [value, change];
}

function useTitle(): void {
  const unread = useSelect(unreadCount);
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${t.product}` : t.product;
  }, [unread]);
}
