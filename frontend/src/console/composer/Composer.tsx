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
import { windowState } from "../../ui/format";
import type { Conversation, Message } from "../../protocol";
import { useClient, useInbox, useNow } from "../context";
import { AttachDialog } from "../lazyComponents";
import { focusField, isWriting, WRITING } from "../../ui/focus";
import { ClosedComposer, type ClosedMode } from "./ClosedComposer";
import { caretOf, putCaret, type Caret, type FocusHandover } from "./focusHandover";
import { ReplyBox, type BoxHandle } from "./ReplyBox";
import { useChosenFiles } from "./useChosenFiles";
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
  const t = useT();
  const client = useClient();
  const { id, contact } = conversation;
  const can = useInbox(conversation.inbox)?.capabilities ?? NO_CAPABILITIES;
  const [text, setText] = useState(() => client.persistedDrafts.draft(id));
  const [quoted, setQuoted] = useState(() => client.draftAttachments.quote(id));
  const [choosing, setChoosing] = useState(false);
  // The window may open while a template is filled in: the agent decides what becomes of it.
  const [isFilling, setFilling] = useState(false);
  const isClosed = useIsClosed(conversation, can.window_hours);
  const [mode, setMode] = useClosedMode(isClosed || isFilling, text);
  const files = useChosenFiles(id, can);
  const box = useRef<BoxHandle>(null);
  const form = useRef<HTMLDivElement>(null);
  const handover = useMemo<FocusHandover>(() => ({ composer: form, left: { current: null } }), []);
  const refocus = useRefocus(form);
  useEffect(() => client.persistedDrafts.setDraft(id, text), [client, id, text]);
  useEffect(() => client.draftAttachments.setQuote(id, quoted), [client, id, quoted]);

  const restore = (before: string): void => {
    setText((now) => (now.trim() === "" || now === before ? before : `${before}\n${now}`));
    refocus();
  };
  const choose = (next: ClosedMode): void => {
    setMode(next);
    refocus();
  };
  useImperativeHandle(ref, () => ({
    focus: () => focusField(form.current),
    restore,
    send: (thenResolve) => box.current?.send(thenResolve),
    quote: (message) => {
      setQuoted(message);
      refocus();
    },
    attach: (chosen) => {
      files.add(chosen);
      refocus();
    },
    asTemplate: () => (isClosed ? choose("template") : setChoosing(true)),
    whenReply: (before) => {
      setMode("hold");
      restore(before);
    },
  }));
  if (contact.blocked)
    return (
      <div className="composer">
        <p className="composer-hint red">{t.composer.blocked}</p>
      </div>
    );
  return (
    <div className="composer" ref={form} tabIndex={-1} {...WRITING}>
      {isClosed || isFilling ? (
        <ClosedComposer
          conversation={conversation}
          can={can}
          isOpen={!isClosed}
          mode={mode}
          onMode={choose}
          text={text}
          onText={setText}
          onFilling={setFilling}
          handover={handover}
        />
      ) : (
        <ReplyBox
          ref={box}
          conversation={conversation}
          can={can}
          text={text}
          onText={setText}
          quoted={quoted}
          onQuoted={setQuoted}
          files={files}
          onRefocus={refocus}
          handover={handover}
        />
      )}
      {choosing && (
        <AttachDialog
          form="template"
          conversation={conversation}
          can={can}
          onSend={(chosen) => {
            client.sending.send(conversation, chosen);
            setChoosing(false);
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </div>
  );
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
  }, [form]);
}
