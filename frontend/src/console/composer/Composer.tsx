/** Where replies are written. The draft of each conversation is kept until it is sent. */
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
import { windowState } from "../../ui/text/format";
import type { Capabilities, Conversation, Message } from "../../protocol";
import { useClient, useInbox, useNow } from "../context";
import { AttachDialog } from "../lazyComponents";
import { focusField, isWriting, WRITING } from "../../ui/focus";
import { ClosedComposer, type ClosedMode } from "./ClosedComposer";
import { OtherSender } from "./OtherSender";
import { caretOf, putCaret, type Caret, type FocusTransfer } from "./focusTransfer";
import { ReplyBox, type BoxHandle } from "./ReplyBox";
import type { Reply } from "./useReply";
import { useChosenFiles } from "./attach/useChosenFiles";
import { NO_CAPABILITIES } from "../../protocol/inboxes";
import { useT } from "../i18n/language";
import "./Composer.css";

export interface ComposerHandle {
  focus: () => void;
  /** Puts text in front of what is written. */
  restore: (text: string) => void;
  /** Sends what is written, if anything. */
  send: (thenResolve: boolean) => void;
  quote: (message: Message) => void;
  attach: (files: readonly File[]) => void;
  asTemplate: () => void;
  whenReply: (text: string) => void;
}

export function Composer({ conversation, ref }: { conversation: Conversation; ref: Ref<ComposerHandle> }) {
  const can = useInbox(conversation.inbox)?.capabilities ?? NO_CAPABILITIES;
  const [choosing, setChoosing] = useState(false);
  // The window may open while a template is filled in: the agent decides what becomes of it.
  const [isFilling, setFilling] = useState(false);
  const isClosed = useIsClosed(conversation, can.window_hours);
  const box = useRef<BoxHandle>(null);
  const form = useRef<HTMLDivElement>(null);
  const focusTransfer = useMemo<FocusTransfer>(() => ({ composer: form, left: { current: null } }), []);
  const reply = useDraft(conversation, can, useRefocus(form));
  const [mode, setMode] = useClosedMode(isClosed || isFilling, reply.text);
  const choose = (next: ClosedMode): void => {
    setMode(next);
    reply.onRefocus();
  };
  const asTemplate = (): void => (isClosed ? choose("template") : setChoosing(true));
  useImperativeHandle(ref, () => handleOf({ form, box, reply, setMode, asTemplate }));
  if (conversation.contact.blocked) return <Blocked />;
  const { answered_by: other } = conversation;
  const closed = { isOpen: !isClosed, mode, onMode: choose, onFilling: setFilling };
  return (
    <div className="composer" ref={form} tabIndex={-1} {...WRITING}>
      {isClosed || isFilling ? (
        <ClosedComposer {...closed} {...reply} focusTransfer={focusTransfer} />
      ) : other !== null ? (
        <OtherSender conversation={conversation} name={other} focusTransfer={focusTransfer} />
      ) : (
        <ReplyBox ref={box} reply={reply} focusTransfer={focusTransfer} />
      )}
      {choosing && <TemplateDialog reply={reply} onClose={() => setChoosing(false)} />}
    </div>
  );
}

function Blocked() {
  const t = useT();
  return (
    <div className="composer">
      <p className="composer-hint red">{t.composer.blocked}</p>
    </div>
  );
}

/** A template although free text would go through. */
function TemplateDialog({ reply: { conversation, can }, onClose }: { reply: Reply; onClose: () => void }) {
  const { sending } = useClient();
  return (
    <AttachDialog
      form="template"
      conversation={conversation}
      can={can}
      onSend={(chosen) => {
        sending.send(conversation, chosen);
        onClose();
      }}
      onClose={onClose}
    />
  );
}

interface Parts {
  form: RefObject<HTMLElement | null>;
  box: RefObject<BoxHandle | null>;
  reply: Draft;
  setMode: (mode: ClosedMode) => void;
  asTemplate: () => void;
}

/** What the rest of the pane may ask of the composer. */
function handleOf({ form, box, reply, setMode, asTemplate }: Parts): ComposerHandle {
  return {
    asTemplate,
    focus: () => focusField(form.current),
    restore: reply.restore,
    send: (thenResolve) => box.current?.send(thenResolve),
    quote: (message) => {
      reply.onQuoted(message);
      reply.onRefocus();
    },
    attach: (chosen) => {
      reply.files.add(chosen);
      reply.onRefocus();
    },
    whenReply: (before) => {
      setMode("hold");
      reply.restore(before);
    },
  };
}

interface Draft extends Reply {
  /** Puts text in front of what is written. */
  readonly restore: (text: string) => void;
}

/** Text, quote and files that are not sent yet; they are there again when the conversation is. */
function useDraft(conversation: Conversation, can: Capabilities, onRefocus: () => void): Draft {
  const { persistedDrafts, draftAttachments } = useClient();
  const { id } = conversation;
  const [text, setText] = useState(() => persistedDrafts.draft(id));
  const [quoted, setQuoted] = useState(() => draftAttachments.quote(id));
  const files = useChosenFiles(id, can);
  useEffect(() => persistedDrafts.setDraft(id, text), [persistedDrafts, id, text]);
  useEffect(() => draftAttachments.setQuote(id, quoted), [draftAttachments, id, quoted]);
  const restore = (before: string): void => {
    setText((now) => (now.trim() === "" || now === before ? before : `${before}\n${now}`));
    onRefocus();
  };
  return { conversation, can, text, onText: setText, quoted, onQuoted: setQuoted, files, onRefocus, restore };
}

/** Whether only a template may be sent now. */
function useIsClosed({ window: service }: Conversation, hours: number): boolean {
  const now = useNow();
  return hours > 0 && windowState(service, now).level === "closed";
}

/** What is written already stays in sight when the window closes. */
function useClosedMode(isShown: boolean, text: string): [ClosedMode, (mode: ClosedMode) => void] {
  const first: ClosedMode = text.trim() === "" ? "template" : "hold";
  const [mode, setMode] = useState(first);
  const [wasShown, setWasShown] = useState(isShown);
  if (wasShown !== isShown) {
    setWasShown(isShown);
    if (isShown) setMode(first);
  }
  return [mode, setMode];
}

/** Brings the focus back to the text once what was just asked for is on the page; the caret stays where it was. */
function useRefocus(form: RefObject<HTMLDivElement | null>): () => void {
  const [asked, setAsked] = useState(0);
  const caret = useRef<Caret | null>(null);
  useEffect(() => {
    // Somebody who writes elsewhere is not called away.
    if (
      asked === 0 ||
      (isWriting(document.activeElement) && form.current?.contains(document.activeElement) !== true)
    )
      return;
    putCaret(focusField(form.current), caret.current);
  }, [asked, form]);
  return useCallback(() => {
    caret.current = caretOf(form.current?.querySelector("textarea") ?? null);
    setAsked((before) => before + 1);
    // oxlint-disable-next-line react/preserve-manual-memoization -- a ref stays the same: what it holds is no dependency
  }, [form]);
}
