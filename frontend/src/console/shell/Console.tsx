/** The panes, what is open in them, and the keyboard. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Id } from "../../protocol";
import type { ListQuery } from "../../protocol/lists";
import { unreadCount } from "../../store/state/selectors";
import { EmptyState } from "../../ui/EmptyState";
import { ConnectionBar, NoticeBox } from "./ConnectionBar";
import type { ListHandle } from "../list/ConversationList";
import { useSelect } from "../context";
import { Details } from "../details/Details";
import { HealthBanner } from "./HealthBanner";
import { Chats } from "../../ui/icons";
import { ListPane } from "../list/ListPane";
import { CheatSheet } from "../lazyComponents";
import { ThreadPane, type ThreadHandle } from "../thread/ThreadPane";
import { useConsoleCommands } from "../keyboard/useConsoleCommands";
import { useDetails, useStored } from "../details/useDetails";
import { go, useRoute } from "./useRoute";
import { useUnsentNotice } from "./useUnsentNotice";
import { useT } from "../i18n/language";
import "./Console.css";

const SINGLE_KEYS_KEY = "console.single-keys";

export function Console() {
  const t = useT();
  const route = useRoute();
  const [q, setQ] = useState("");
  const [help, setHelp] = useState(false);
  const [singleKeys, setSingleKeys] = useStored(SINGLE_KEYS_KEY, true);
  const list = useRef<ListHandle>(null);
  const thread = useRef<ThreadHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const { view, filter, open } = route;
  const details = useDetails(open);
  const query = useMemo<ListQuery>(() => ({ view, filter, q }), [view, filter, q]);
  const conversation = useSelect(
    useCallback((state) => (open === null ? undefined : state.conversations.get(open)), [open]),
  );
  useTitle();
  useUnsentNotice(open);

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
  /** Its button goes with it. */
  const closeDetails = (): void => {
    details.set(false);
    if (matchMedia("(pointer: fine)").matches) thread.current?.reply();
  };
  const showHelp = (): void => setHelp(true);
  useConsoleCommands({ open, list, thread, search, details, openThread, showHelp }, singleKeys);

  return (
    <div className="console">
      <ConnectionBar />
      <HealthBanner />
      <main
        className={`panes ${open === null ? "at-list" : "at-thread"} ${details.shown && conversation ? "with-details" : ""}`}
      >
        <h1 className="sr-only">{t.product}</h1>
        <ListPane
          query={query}
          open={open}
          list={list}
          search={search}
          onView={(one) => go({ view: one })}
          onFilter={(one) => go({ filter: one })}
          onSearch={setQ}
          onEverywhere={() => go({ view: "all", filter: "any" })}
          onOpen={openThread}
          onHelp={showHelp}
        />
        {open === null ? (
          <section className="pane thread none">
            <Chats />
            <EmptyState text={[t.thread.none, t.thread.noneHint]} />
          </section>
        ) : (
          <ThreadPane
            key={open}
            id={open}
            detailsShown={details.shown}
            onBack={() => go({ open: null })}
            onDetails={() => details.set(!details.shown)}
            ref={thread}
          />
        )}
        {details.shown && conversation && <Details conversation={conversation} onClose={closeDetails} />}
      </main>
      <NoticeBox onOpen={(id) => openThread(id, false)} />
      {help && (
        <CheatSheet singleKeys={singleKeys} onSingleKeys={setSingleKeys} onClose={() => setHelp(false)} />
      )}
    </div>
  );
}

function useTitle(): void {
  const t = useT();
  const unread = useSelect(unreadCount);
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${t.product}` : t.product;
  }, [unread, t]);
}
