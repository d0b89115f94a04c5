/** The open conversation: its head, its messages and the composer. */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useImperativeHandle, useRef, useState, type Ref } from "react";
import { addressText, contactName, mainAddress } from "../format";
import { t } from "../i18n/en";
import type { Conversation, Id, Message } from "../protocol";
import { ofConversation, type Pending } from "../state/pending";
import { Avatar, Empty, WindowClock } from "./bits";
import { Composer, type ComposerHandle } from "./Composer";
import { ConflictDialog } from "./ConflictDialog";
import { useAct, useDesk, useNow, useSelect, useSignal } from "./context";
import { Back, Panel, Person, Check, Unread } from "./icons";
import { Thread } from "./Thread";
import { Timeline } from "./Timeline";

/** One pane at a time (console.css). */
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

export function ThreadPane(props: ThreadPaneProps) {
  const conversation = useSelect(useCallback((state) => state.conversations.get(props.id), [props.id]));
  const missing = useMissing(props.id, conversation === undefined);
  if (conversation) return <Open key={conversation.id} conversation={conversation} {...props} />;
  return (
    <section className="pane thread">
      <header className="pane-head"><BackButton onBack={props.onBack} /></header>
      {missing && <Empty text={[t.thread.missing]} />}
    </section>
  );
}

/** A conversation that no list has brought (a link): asked for by its id. */
function useMissing(id: Id, isUnknown: boolean): boolean {
  const desk = useDesk();
  const ready = useSignal(desk.ready);
  const { isError } = useQuery({
    queryKey: ["conversation", id],
    queryFn: () => desk.loadConversation(id),
    enabled: ready && isUnknown,
    gcTime: 0,
  });
  return isError;
}

function Open({ conversation, detailsShown, onBack, onDetails, ref }: ThreadPaneProps & { conversation: Conversation }) {
  const desk = useDesk();
  const pane = useRef<HTMLElement>(null);
  const composer = useRef<ComposerHandle>(null);
  const [inspected, setInspected] = useState<Message | null>(null);
  const outbox = useSelect((state) => state.outbox);
  const deciding = ofConversation(outbox, conversation.id).find(({ state }) => state === "conflict");
  useEffect(() => () => desk.keptUnread.set(null), [desk]);
  useEffect(() => {
    // The list, and the focus in it, has just given way to this pane.
    if (matchMedia(STACKED).matches) pane.current?.focus();
  }, []);

  const edit = useCallback(
    (pending: Pending) => {
      desk.discard(pending.clientId);
      composer.current?.restore(pending.content);
    },
    [desk],
  );
  useImperativeHandle(ref, () => ({
    reply: () => composer.current?.focus(),
    sendAndResolve: () => composer.current?.send(true),
    inspect: () => {
      const focused = document.activeElement?.closest<HTMLElement>("[data-message]")?.dataset["message"];
      const messages = desk.store.get().threads.get(conversation.id)?.messages ?? [];
      setInspected(messages.find(({ id }) => String(id) === focused) ?? messages.at(-1) ?? null);
    },
  }));

  return (
    <section className="pane thread" ref={pane} tabIndex={-1} aria-label={contactName(conversation.contact)}>
      <ThreadHead conversation={conversation} detailsShown={detailsShown} onBack={onBack} onDetails={onDetails} />
      <Thread conversation={conversation} onInspect={setInspected} onEdit={edit} />
      <Composer conversation={conversation} ref={composer} />
      {inspected && <Timeline message={inspected} onClose={() => setInspected(null)} />}
      {deciding && (
        <ConflictDialog
          pending={deciding}
          onEdit={() => edit(deciding)}
          onSendAnyway={() => desk.sendAnyway(deciding.clientId)}
        />
      )}
    </section>
  );
}

function BackButton({ onBack }: { onBack: () => void }) {
  return (
    <button type="button" className="icon-button back" onClick={onBack} aria-label={t.thread.back}><Back /></button>
  );
}

interface HeadProps {
  conversation: Conversation;
  detailsShown: boolean;
  onBack: () => void;
  onDetails: () => void;
}

function ThreadHead({ conversation, detailsShown, onBack, onDetails }: HeadProps) {
  const now = useNow();
  const { contact } = conversation;
  const address = contact.name === "" ? undefined : mainAddress(contact.addresses);
  return (
    <header className="pane-head thread-head">
      <BackButton onBack={onBack} />
      <Avatar id={contact.id} name={contactName(contact)} small />
      <div className="thread-title">
        <h2><bdi>{contactName(contact)}</bdi></h2>
        <p className="muted">
          {address && <span className="thread-address">{addressText(address)}</span>}
          <WindowClock closesAt={conversation.window.closes_at} now={now} long />
        </p>
      </div>
      <HeadActions conversation={conversation} />
      <button
        type="button"
        className="icon-button"
        aria-pressed={detailsShown}
        onClick={onDetails}
        aria-label={t.actions.details}
        title={t.actions.details}
      >
        <Panel />
      </button>
    </header>
  );
}

function HeadActions({ conversation }: { conversation: Conversation }) {
  const desk = useDesk();
  const act = useAct();
  const isMine = conversation.assignee?.id === desk.me.id;
  const isResolved = conversation.status === "resolved";
  const canBeUnread = conversation.unread === 0 && conversation.last_message !== null;
  return (
    <div className="head-actions">
      {canBeUnread && (
        <button
          type="button"
          className="icon-button wide-only"
          onClick={() => act(desk.markUnread(conversation.id))}
          aria-label={t.actions.unread}
          title={t.actions.unread}
        >
          <Unread />
        </button>
      )}
      <button type="button" className="button" onClick={() => act(desk.assign(conversation, isMine ? null : desk.me.id))}>
        <Person /> <span>{isMine ? t.actions.unassign : t.actions.assign}</span>
      </button>
      <button
        type="button"
        className="button"
        onClick={() => act(desk.setStatus(conversation, isResolved ? "open" : "resolved"))}
      >
        <Check /> <span>{isResolved ? t.actions.reopen : t.actions.resolve}</span>
      </button>
    </div>
  );
}
