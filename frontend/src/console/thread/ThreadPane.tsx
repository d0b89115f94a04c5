/** The open conversation: its head, its messages and the composer. */
import { useQuery } from "@tanstack/react-query";
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
import { EmptyState } from "../../ui/components/EmptyState";
import { Composer, type ComposerHandle } from "../composer/Composer";
import { useFileDrop } from "../composer/attach/useFileDrop";
import { useClient, useSelect, useSignal } from "../context";
import { ConflictDialog, Lightbox, Timeline } from "../lazyComponents";
import { Thread, type MessagesHandle } from "./Thread";
import { ThreadActionsContext, type ThreadActions } from "./threadActions";
import { BackButton, ThreadHead } from "./ThreadHead";
import { useT } from "../i18n/language";
import "./Thread.css";

/** One pane at a time (shell/Console.css). */
const STACKED = "(max-width: 899px)";

export interface ThreadHandle {
  reply: () => void;
  /** The course of the focused message, else of the last one. */
  inspect: () => void;
  sendAndResolve: () => void;
}

interface ThreadPaneProps {
  id: Id;
  detailsShown: boolean;
  onBack: () => void;
  onDetails: () => void;
  ref: Ref<ThreadHandle>;
}

interface OpenProps extends ThreadPaneProps {
  conversation: Conversation;
}

export function ThreadPane(props: ThreadPaneProps) {
  const t = useT();
  const conversation = useSelect(useCallback((state) => state.conversations.get(props.id), [props.id]));
  const missing = useMissing(props.id, conversation === undefined);
  if (conversation) return <Open key={conversation.id} conversation={conversation} {...props} />;
  return (
    <section className="pane thread">
      <header className="pane-head">
        <BackButton onBack={props.onBack} />
      </header>
      {missing && <EmptyState text={[t.thread.missing]} />}
    </section>
  );
}

/** A conversation that no list has brought (a link): asked for by its id. */
function useMissing(id: Id, isUnknown: boolean): boolean {
  const client = useClient();
  const ready = useSignal(client.ready);
  const { isError } = useQuery({
    queryKey: ["conversation", id],
    queryFn: () => client.loadConversation(id),
    enabled: ready && isUnknown,
    gcTime: 0,
  });
  return isError;
}

function Open({ conversation, detailsShown, onBack, onDetails, ref }: OpenProps) {
  const t = useT();
  const pane = useRef<HTMLElement>(null);
  const composer = useRef<ComposerHandle>(null);
  const messages = useRef<MessagesHandle>(null);
  const [inspected, setInspected] = useState<Message | null>(null);
  const [large, setLarge] = useState<Id | null>(null);
  useOpened(pane);
  useWindowClosed(conversation.id, composer);
  const attach = useCallback((files: readonly File[]) => composer.current?.attach(files), []);
  const isDropping = useFileDrop(pane, attach);
  const actions = useActions(composer, messages, setInspected, setLarge);
  useThreadHandle(ref, conversation.id, composer, setInspected);
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
        <Thread conversation={conversation} ref={messages} />
      </ThreadActionsContext>
      <Composer conversation={conversation} ref={composer} />
      {isDropping && <p className="drop-hint">{t.composer.dropHere}</p>}
      {inspected && <Timeline message={inspected} onClose={() => setInspected(null)} />}
      {large !== null && (
        <Lightbox conversation={conversation.id} start={large} onClose={() => setLarge(null)} />
      )}
      <Conflict conversation={conversation.id} onEdit={actions.edit} />
    </section>
  );
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
  const client = useClient();
  return useMemo<ThreadActions>(
    () => ({
      inspect,
      show,
      edit: (pending) => {
        client.discard(pending.clientId);
        composer.current?.restore(pending.content);
      },
      reply: (message) => composer.current?.quote(message),
      jump: (target) => messages.current?.jump(target),
      asTemplate: () => composer.current?.asTemplate(),
      whenReply: (text) => composer.current?.whenReply(text),
    }),
    [client, composer, messages, inspect, show],
  );
}

/** What the keyboard can ask of the open conversation. */
function useThreadHandle(
  ref: Ref<ThreadHandle>,
  id: Id,
  composer: RefObject<ComposerHandle | null>,
  inspect: (message: Message | null) => void,
): void {
  const { store, sending } = useClient();
  const all = (): readonly Message[] => store.get().threads.get(id)?.messages ?? [];
  const focused = (): Message | undefined => {
    const at = document.activeElement?.closest<HTMLElement>("[data-message]")?.dataset["message"];
    return all().find((message) => String(message.id) === at);
  };
  useImperativeHandle(ref, () => ({
    reply: () => {
      const message = focused();
      const isQuotable = message && canQuote(sending.capabilities(message.inbox), message);
      if (isQuotable) composer.current?.quote(message);
      else composer.current?.focus();
    },
    sendAndResolve: () => composer.current?.send(true),
    inspect: () => inspect(focused() ?? all().at(-1) ?? null),
  }));
}

/** A text that came too late goes back into the composer, which by now asks for a template. */
function useWindowClosed(id: Id, composer: RefObject<ComposerHandle | null>): void {
  const client = useClient();
  const outbox = useSelect((state) => state.outbox);
  useEffect(() => {
    const late = ofConversation(outbox, id).filter(
      (one) => one.refusal?.code === "window_closed" && one.kind === "text" && !one.hold,
    );
    if (late.length === 0) return;
    for (const { clientId } of late) client.discard(clientId);
    composer.current?.whenReply(late.map(({ content }) => content).join("\n"));
  }, [client, outbox, id, composer]);
}
