/** The open conversation: its head, its messages and the composer. */
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type Ref,
  type RefObject,
} from "react";
import { contactName } from "../../ui/text/format";
import type { Conversation, Id, Message } from "../../protocol";
import { canQuote } from "../../store/messages/capabilities";
import { ofConversation, type Pending } from "../../store/state/pending";
import { Composer, type ComposerHandle } from "../composer/Composer";
import { useFileDrop } from "../composer/attach/useFileDrop";
import type { SendOutcome, Sent } from "../composer/useReply";
import { useClient, useSelect } from "../context";
import { ConflictDialog, ThreadLightbox, Timeline } from "../lazyComponents";
import type { Start } from "../shell/useOpening";
import { Thread, type MessagesHandle } from "./Thread";
import { ThreadActionsContext, type ThreadActions } from "./threadActions";
import { ThreadHead } from "./ThreadHead";
import { articleOf, useUpFromText } from "./threadKeys";
import { UnknownThread } from "./UnknownThread";
import { useHit } from "./useHit";
import { useMentionsSeen } from "./useMentionsSeen";
import { useWindowClosed } from "./useWindowClosed";
import { useT } from "../i18n/language";
import "./Thread.css";

/** One pane at a time (shell/Console.css). */
const STACKED = "(max-width: 899px)";

export interface ThreadHandle {
  /** On what is being written. */
  focus: () => void;
  reply: () => void;
  /** To colleagues. */
  note: () => void;
  /** The course of the focused message, else of the last one, as soon as that is there. */
  inspect: () => void;
  /** To the message that had the focus last, else to the last one. */
  react: () => void;
  /** Asks which. */
  goToDate: () => void;
  send: (thenResolve: boolean) => Sent;
  /** Asks when it is to go out. */
  chooseTime: () => SendOutcome;
}

interface ThreadPaneProps {
  id: Id;
  /** Done as soon as the conversation is there, if it is of this one. */
  start: Start | null;
  detailsShown: boolean;
  onBack: () => void;
  onDetails: () => void;
  ref: Ref<ThreadHandle>;
}

interface OpenProps extends ThreadPaneProps {
  conversation: Conversation;
}

export function ThreadPane(props: ThreadPaneProps) {
  const conversation = useSelect(useCallback((state) => state.conversations.get(props.id), [props.id]));
  if (conversation) return <Open key={conversation.id} conversation={conversation} {...props} />;
  return <UnknownThread id={props.id} onBack={props.onBack} />;
}

function Open({ conversation, start, detailsShown, onBack, onDetails, ref }: OpenProps) {
  const t = useT();
  const pane = useRef<HTMLElement>(null);
  const composer = useRef<ComposerHandle>(null);
  const messages = useRef<MessagesHandle>(null);
  const [inspected, setInspected] = useInspected(conversation.id);
  const [large, setLarge] = useState<Id | null>(null);
  useOpened(pane);
  useUpFromText(pane, () => messages.current?.focusLast());
  useWindowClosed(conversation.id, composer);
  useMentionsSeen(conversation);
  useLooking(conversation.id);
  useHit(messages);
  const attach = useCallback((files: readonly File[]) => composer.current?.attach(files), []);
  const leave = (): void => composer.current?.focus();
  const isDropping = useFileDrop(pane, attach);
  const actions = useActions(composer, messages, setInspected, setLarge);
  useThreadHandle(ref, conversation.id, { composer, messages, inspect: setInspected });
  useStart(start, conversation.id, { composer, messages, inspect: setInspected });
  return (
    <section
      className={isDropping ? "pane thread dropping" : "pane thread"}
      ref={pane}
      tabIndex={-1}
      aria-label={contactName(conversation.contact)}
    >
      <ThreadHead
        conversation={conversation}
        detailsShown={detailsShown}
        onBack={onBack}
        onDetails={onDetails}
      />
      <ThreadActionsContext value={actions}>
        <Thread conversation={conversation} detailsShown={detailsShown} onLeave={leave} ref={messages} />
      </ThreadActionsContext>
      <Composer conversation={conversation} ref={composer} />
      {isDropping && <p className="drop-hint">{t.composer.dropHere}</p>}
      {inspected && <Timeline message={inspected} onClose={() => setInspected(null)} />}
      {large !== null && (
        <ThreadLightbox conversation={conversation.id} start={large} onClose={() => setLarge(null)} />
      )}
      <Conflict conversation={conversation.id} onEdit={actions.edit} />
    </section>
  );
}

/** The last one stays the one that was the last when it was asked for. */
function useInspected(id: Id) {
  const [inspected, setInspected] = useState<Message | "last" | null>(null);
  const thread = useSelect(useCallback((state) => state.threads.get(id), [id]));
  const isWaiting = inspected === "last";
  if (isWaiting && thread?.loaded === true) setInspected(thread.messages.at(-1) ?? null);
  return [isWaiting ? null : inspected, setInspected] as const;
}

/** A colleague has answered meanwhile: the agent decides. */
function Conflict({ conversation, onEdit }: { conversation: Id; onEdit: (pending: Pending) => void }) {
  const client = useClient();
  const outbox = useSelect((state) => state.outbox);
  const pending = ofConversation(outbox, conversation).find(({ state }) => state === "conflict");
  if (!pending) return null;
  return (
    <ConflictDialog
      pending={pending}
      onEdit={() => onEdit(pending)}
      onSendAnyway={() => client.sendAnyway(pending.clientId)}
    />
  );
}

/** Colleagues see who has it open. */
function useLooking(id: Id): void {
  const { presence } = useClient();
  useEffect(() => {
    presence.opened(id);
    return () => presence.left(id);
  }, [presence, id]);
}

/** The list, and the focus in it, may just have given way to this pane. */
function useOpened(pane: RefObject<HTMLElement | null>): void {
  const client = useClient();
  useEffect(() => () => client.keptUnread.set(null), [client]);
  useEffect(() => {
    if (matchMedia(STACKED).matches) pane.current?.focus();
  }, [pane]);
}

/** What bubbles can ask for; the same object for as long as the pane lives. */
function useActions(
  composer: RefObject<ComposerHandle | null>,
  messages: RefObject<MessagesHandle | null>,
  inspect: (message: Message) => void,
  show: (attachment: Id) => void,
): ThreadActions {
  const t = useT();
  const client = useClient();
  return useMemo<ThreadActions>(
    () => ({
      inspect,
      show,
      edit: (pending) => {
        client.discard(pending.clientId);
        if (pending.kind === "note") composer.current?.restoreNote(pending);
        else composer.current?.restore(pending.content);
        // What Enter sends now goes at once.
        if (pending.sendAt !== null) client.notice.set({ kind: "told", text: t.bubble.noTimeNow });
      },
      changeNote: (note) => composer.current?.changeNote(note),
      reply: (message) => composer.current?.quote(message),
      jump: (target) => messages.current?.jump(target),
      goToDate: (day) => messages.current?.goToDate(day),
      asTemplate: () => composer.current?.asTemplate(),
      whenReply: (text) => composer.current?.whenReply(text),
    }),
    [client, composer, messages, inspect, show, t],
  );
}

interface PaneParts {
  composer: RefObject<ComposerHandle | null>;
  messages: RefObject<MessagesHandle | null>;
  inspect: (message: Message | "last") => void;
}

/** What the keyboard can ask of the open conversation. */
function useThreadHandle(ref: Ref<ThreadHandle>, id: Id, { composer, messages, inspect }: PaneParts): void {
  const { store, sending } = useClient();
  const all = (): readonly Message[] => store.get().threads.get(id)?.messages ?? [];
  const focused = (): Message | undefined => {
    const bubble = articleOf(document.activeElement)?.querySelector<HTMLElement>("[data-message]");
    return all().find((message) => String(message.id) === bubble?.dataset["message"]);
  };
  useImperativeHandle(ref, () => ({
    reply: () => {
      const message = focused();
      const isQuotable = message && canQuote(sending.capabilities(message.inbox), message);
      if (isQuotable) composer.current?.quote(message);
      else composer.current?.reply();
    },
    focus: () => composer.current?.focus(),
    note: () => composer.current?.note(),
    send: (thenResolve) => composer.current?.send(thenResolve) ?? "nothing",
    chooseTime: () => composer.current?.chooseTime() ?? "nothing",
    inspect: () => inspect(focused() ?? "last"),
    react: () => messages.current?.react(),
    goToDate: () => messages.current?.goToDate(),
  }));
}

/** Once for each wish, also where the pane is drawn anew. */
const begun = new WeakSet<Start>();

/** What the agent wanted to begin with, who may have asked before this pane was loaded. */
function useStart(start: Start | null, id: Id, { composer, messages, inspect }: PaneParts) {
  useEffect(() => {
    if (start?.id !== id || begun.has(start)) return;
    begun.add(start);
    if (start.by === "inspect") inspect("last");
    else if (start.by === "goToDate") messages.current?.goToDate();
    else composer.current?.[start.by]();
  }, [start, id, composer, messages, inspect]);
}
