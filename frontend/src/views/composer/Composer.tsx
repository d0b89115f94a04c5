/** Where replies are written. The draft of each conversation is kept until it is sent. */
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from "react";
import { windowState } from "../../format";
import { t } from "../../i18n/en";
import type { Conversation, Message } from "../../protocol";
import { useDesk, useInbox, useNow } from "../context";
import { AttachDialog } from "../parts";
import { ClosedComposer, type ClosedMode } from "./ClosedComposer";
import { ReplyBox, type BoxHandle } from "./ReplyBox";
import { useChosenFiles } from "./useChosenFiles";
import { NO_CAPABILITIES } from "../../inboxes";

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
  const desk = useDesk();
  const { id, contact } = conversation;
  const can = useInbox(conversation.inbox)?.capabilities ?? NO_CAPABILITIES;
  const isClosed = useIsClosed(conversation, can.window_hours);
  const [text, setText] = useState(() => desk.keep.draft(id));
  const [quoted, setQuoted] = useState<Message | null>(null);
  const [mode, setMode] = useState<ClosedMode>("template");
  const [choosing, setChoosing] = useState(false);
  const files = useChosenFiles(can);
  const box = useRef<BoxHandle>(null);
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => desk.keep.setDraft(id, text), [desk, id, text]);

  const restore = (before: string): void => {
    setText((now) => (now.trim() === "" || now === before ? before : `${before}\n${now}`));
    box.current?.focus();
  };
  useImperativeHandle(ref, () => ({
    focus: () => (box.current ? box.current.focus() : form.current?.querySelector<HTMLElement>("input, textarea, button")?.focus()),
    restore,
    send: (thenResolve) => box.current?.send(thenResolve),
    quote: (message) => {
      setQuoted(message);
      box.current?.focus();
    },
    attach: files.add,
    asTemplate: () => (isClosed ? setMode("template") : setChoosing(true)),
    whenReply: (before) => {
      restore(before);
      setMode("hold");
    },
  }));
  if (contact.blocked) return <div className="composer"><p className="composer-hint red">{t.composer.blocked}</p></div>;
  return (
    <div className="composer" ref={form}>
      {isClosed ? (
        <ClosedComposer conversation={conversation} can={can} mode={mode} onMode={setMode} text={text} onText={setText} />
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
        />
      )}
      {choosing && (
        <AttachDialog
          form="template"
          conversation={conversation}
          can={can}
          onSend={(chosen) => {
            desk.sending.send(conversation, chosen);
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
