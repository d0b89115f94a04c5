/** The panes, what is open in them, and the keyboard. */
import { useCallback, useEffect, useRef, useState, type ReactNode, type Ref, type RefObject } from "react";
import type { Id } from "../../protocol";
import type { ListQuery } from "../../protocol/lists";
import { unreadCount } from "../../store/state/selectors";
import { AdvanceContext } from "./advance";
import type { ContactsHandle } from "../contacts/ContactsPage";
import { useContactsRoute } from "../contacts/contactsRoute";
import { useSettingsRoute } from "../settings/settingsRoute";
import { ConnectionBar } from "./ConnectionBar";
import { DoneToast } from "./DoneToast";
import { FailureAlert } from "./FailureAlert";
import { organisationName } from "./installation";
import { NoticeBox } from "./NoticeBox";
import type { ListHandle } from "../list/ConversationList";
import { useSelect } from "../context";
import { HealthBanner } from "./HealthBanner";
import { ListPane } from "../list/ListPane";
import {
  CheatSheet,
  ContactsPage,
  Details,
  NothingOpen as NothingOpenPart,
  preloadSoon,
  SettingsPage,
  ThreadPane,
} from "../lazyComponents";
import { useIsStacked } from "./useMedia";
import type { ThreadHandle } from "../thread/ThreadPane";
import { Canned } from "../canned/Canned";
import { Pickers } from "../pickers/Pickers";
import { PaletteHost } from "../keyboard/PaletteHost";
import { useConsoleCommands } from "../keyboard/useConsoleCommands";
import { useNotifications } from "../notifications/useNotifications";
import { HitHost, SearchHost } from "../search/SearchHost";
import { BlockHost } from "../details/BlockHost";
import { useDetails, type DetailsPane } from "../details/useDetails";
import { useKeySettings, type KeySettings } from "../keyboard/useKeySettings";
import { hasMouse, useOpening, type OpenThread, type Start } from "./useOpening";
import { go, useRoute } from "./useRoute";
import { useUnsentNotice } from "./useUnsentNotice";
import { useDialogLoader, useT } from "../i18n/language";
import "./Console.css";

export function Console() {
  const t = useT();
  const { query, open, saved } = useRoute();
  const [help, setHelp] = useState(false);
  const settings = useKeySettings();
  const refs = usePaneRefs();
  const { list, thread, search, contactsPage } = refs;
  const details = useDetails(open);
  const { start, startIn, openThread, openByPointer, advance } = useOpening(list, settings.opensNext);
  const showHelp = (): void => setHelp(true);
  const panes = { open, ...refs, details, startIn, openThread, advance, showHelp };
  usePage(open);
  const commands = useConsoleCommands(panes, settings);
  const instead = useOtherPage({ inboxList: query, onHelp: showHelp }, contactsPage, settings);
  return (
    <AdvanceContext value={advance}>
      <div className="console">
        <Bars thread={thread} />
        <Panes open={open} start={start} details={details} thread={thread} instead={instead}>
          <h1 className="sr-only">{t.product}</h1>
          <ListPane
            query={query}
            saved={saved}
            open={open}
            list={list}
            search={search}
            onChange={go}
            onEverywhere={() => go({ view: "all", status: [] })}
            onOpen={openByPointer}
            onHelp={showHelp}
          />
        </Panes>
        <Pickers onOpen={openThread} />
        <PaletteHost commands={commands} settings={settings} details={details} onOpen={openThread} />
        <Asked onOpen={openThread} />
        <FailureAlert open={open} />
        <Toasts onOpen={openThread} />
        {help && <CheatSheet settings={settings} onClose={() => setHelp(false)} />}
      </div>
    </AdvanceContext>
  );
}

interface PageProps {
  /** The list of the inbox: the feed is followed from there, and "back" finds it read. */
  inboxList: ListQuery;
  onHelp: () => void;
}

/** What the address names besides the inbox; null: that. */
function useOtherPage(props: PageProps, contactsPage: Ref<ContactsHandle>, keys: KeySettings): ReactNode {
  const contacts = useContactsRoute();
  const part = useSettingsRoute();
  if (contacts) return <ContactsPage route={contacts} ref={contactsPage} {...props} />;
  return part && <SettingsPage part={part} keys={keys} {...props} />;
}

/** What some verbs open. */
function Asked({ onOpen }: { onOpen: OpenThread }) {
  return (
    <>
      <BlockHost />
      <Canned />
      <SearchHost onOpen={onOpen} />
    </>
  );
}

/** What stands over all panes. */
function Bars({ thread }: { thread: RefObject<ThreadHandle | null> }) {
  const write = (): void => {
    if (hasMouse()) thread.current?.focus();
  };
  return (
    <>
      <ConnectionBar />
      <HealthBanner />
      <HitHost onLeave={write} />
    </>
  );
}

function Toasts({ onOpen }: { onOpen: OpenThread }) {
  return (
    <div className="toasts">
      <NoticeBox onOpen={(id) => onOpen(id, false)} />
      <DoneToast />
    </div>
  );
}

/** Its title, its parts that are loaded later, and what is told of conversations that are not open. */
function usePage(open: Id | null): void {
  useNotifications();
  useUnsentNotice(open);
  useTitle();
  usePreload();
}

/** What the agent is likely to open is there when they do. */
function usePreload(): void {
  const dialogs = useDialogLoader();
  useEffect(() => preloadSoon(dialogs), [dialogs]);
}

function usePaneRefs() {
  const list = useRef<ListHandle>(null);
  const thread = useRef<ThreadHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const contactsPage = useRef<ContactsHandle>(null);
  return { list, thread, search, contactsPage };
}

interface PanesProps {
  open: Id | null;
  start: Start | null;
  details: DetailsPane;
  thread: RefObject<ThreadHandle | null>;
  /** Another page. */
  instead: ReactNode;
  /** The list. */
  children: ReactNode;
}

function Panes({ open, start, details, thread, instead, children }: PanesProps) {
  const conversation = useSelect(
    useCallback((state) => (open === null ? undefined : state.conversations.get(open)), [open]),
  );
  const withDetails = details.shown && conversation !== undefined;
  /** Its button goes with it. */
  const closeDetails = (): void => {
    details.set(false);
    if (hasMouse()) thread.current?.focus();
  };
  if (instead !== null) return instead;
  return (
    <main className={`panes ${open === null ? "at-list" : "at-thread"} ${withDetails ? "with-details" : ""}`}>
      {children}
      {open === null ? (
        <NothingOpen />
      ) : (
        <ThreadPane
          key={open}
          id={open}
          start={start}
          detailsShown={details.shown}
          onBack={() => go({ open: null })}
          onDetails={() => details.set(!details.shown)}
          ref={thread}
        />
      )}
      {withDetails && details.covers && <div className="scrim" onClick={closeDetails} aria-hidden="true" />}
      {withDetails && <Details conversation={conversation} onClose={closeDetails} />}
    </main>
  );
}

/** On a phone there is only the list. */
function NothingOpen() {
  const isStacked = useIsStacked();
  return <section className="pane thread none">{!isStacked && <NothingOpenPart />}</section>;
}

function useTitle(): void {
  const t = useT();
  const unread = useSelect(unreadCount);
  useEffect(() => {
    const title = [organisationName(), t.product].filter((name) => name !== "").join(" · ");
    document.title = unread > 0 ? `(${unread}) ${title}` : title;
  }, [unread, t]);
}
