/** The panes, what is open in them, and the keyboard. */
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from "react";
import type { Id } from "../../protocol";
import type { ListQuery } from "../../protocol/lists";
import { unreadCount } from "../../store/state/selectors";
import { EmptyState } from "../../ui/components/EmptyState";
import { ConnectionBar, NoticeBox } from "./ConnectionBar";
import type { ListHandle } from "../list/ConversationList";
import { useSelect } from "../context";
import { Details } from "../details/Details";
import { HealthBanner } from "./HealthBanner";
import { Chats } from "../../ui/components/icons";
import { ListPane } from "../list/ListPane";
import { CheatSheet } from "../lazyComponents";
import { ThreadPane, type ThreadHandle } from "../thread/ThreadPane";
import { useConsoleCommands } from "../keyboard/useConsoleCommands";
import { useDetails, useStored, type DetailsPane } from "../details/useDetails";
import { go, useRoute } from "./useRoute";
import { useUnsentNotice } from "./useUnsentNotice";
import { useT } from "../i18n/language";
import "./Console.css";

const SINGLE_KEYS_KEY = "console.single-keys";

export function Console() {
  const t = useT();
  const { view, filter, open } = useRoute();
  const [q, setQ] = useState("");
  const [help, setHelp] = useState(false);
  const [singleKeys, setSingleKeys] = useStored(SINGLE_KEYS_KEY, true);
  const list = useRef<ListHandle>(null);
  const thread = useRef<ThreadHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const details = useDetails(open);
  const query = useMemo<ListQuery>(() => ({ view, filter, q }), [view, filter, q]);
  const openThread = useOpenThread(thread);
  const showHelp = (): void => setHelp(true);
  useTitle();
  useUnsentNotice(open);
  useConsoleCommands({ open, list, thread, search, details, openThread, showHelp }, singleKeys);
  return (
    <div className="console">
      <ConnectionBar />
      <HealthBanner />
      <Panes open={open} details={details} thread={thread}>
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
      </Panes>
      <NoticeBox onOpen={(id) => openThread(id, false)} />
      {help && (
        <CheatSheet singleKeys={singleKeys} onSingleKeys={setSingleKeys} onClose={() => setHelp(false)} />
      )}
    </div>
  );
}

interface PanesProps {
  open: Id | null;
  details: DetailsPane;
  thread: RefObject<ThreadHandle | null>;
  /** The list. */
  children: ReactNode;
}

function Panes({ open, details, thread, children }: PanesProps) {
  const conversation = useSelect(
    useCallback((state) => (open === null ? undefined : state.conversations.get(open)), [open]),
  );
  const withDetails = details.shown && conversation !== undefined;
  /** Its button goes with it. */
  const closeDetails = (): void => {
    details.set(false);
    if (hasMouse()) thread.current?.reply();
  };
  return (
    <main className={`panes ${open === null ? "at-list" : "at-thread"} ${withDetails ? "with-details" : ""}`}>
      {children}
      {open === null ? (
        <NothingOpen />
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
      {withDetails && <Details conversation={conversation} onClose={closeDetails} />}
    </main>
  );
}

function NothingOpen() {
  const t = useT();
  return (
    <section className="pane thread none">
      <Chats />
      <EmptyState text={[t.thread.none, t.thread.noneHint]} />
    </section>
  );
}

/** Where a keyboard is more likely than one that covers half the screen. */
function hasMouse(): boolean {
  return matchMedia("(pointer: fine)").matches;
}

/** With `reply` the focus goes into its composer, as soon as that is there. */
function useOpenThread(thread: RefObject<ThreadHandle | null>): (id: Id, reply: boolean) => void {
  const [wanted, setWanted] = useState<{ id: Id } | null>(null);
  useEffect(() => {
    if (wanted !== null) thread.current?.reply();
  }, [wanted, thread]);
  return useCallback((id: Id, reply: boolean) => {
    go({ open: id });
    if (reply && hasMouse()) setWanted({ id });
  }, []);
}

function useTitle(): void {
  const t = useT();
  const unread = useSelect(unreadCount);
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${t.product}` : t.product;
  }, [unread, t]);
}
