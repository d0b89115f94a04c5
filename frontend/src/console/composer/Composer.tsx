/** Where replies are written. The draft of each conversation is kept until it is sent. */
import { useImperativeHandle, useMemo, useRef, useState, type Ref, type RefObject } from "react";
import { windowState } from "../../ui/text/format";
import type { Conversation, DraftMode, Id, Message } from "../../protocol";
import { useClient, useInbox, useNow } from "../context";
import { OtherDrafts, TemplateSheet } from "../lazyComponents";
import { addressedBy } from "../../store/notes/mentions";
import type { Pending } from "../../store/state/pending";
import { focusField, WRITING } from "../../ui/focus";
import { Blocked } from "./Blocked";
import { ClosedComposer, type ClosedMode, type ClosedProps } from "./ClosedComposer";
import { OtherSender } from "./OtherSender";
import { LaterQuestion, useLaterQuestion, type LaterQuestions } from "./LaterQuestion";
import type { FocusTransfer } from "./focusTransfer";
import { ModeSwitch } from "./note/ModeSwitch";
import { NoteBox } from "./note/NoteBox";
import { useNote, type NoteActions } from "./note/useNote";
import { ReplyBox, type BoxHandle } from "./ReplyBox";
import { useKeptDraft, useReplyDraft, useSavedOnLeave, type ReplyDraft } from "./useDraft";
import { useRefocus } from "./useRefocus";
import { useTypingShown } from "./useTypingShown";
import type { Reply, SendOutcome, Sent } from "./useReply";
import { NO_CAPABILITIES } from "../../protocol/inboxes";
import { useT } from "../i18n/language";
import "./Composer.css";

export interface ComposerHandle {
  /** On what is being written, a reply or a note. */
  focus: () => void;
  reply: () => void;
  /** Puts text in front of what is written. */
  restore: (text: string) => void;
  send: (thenResolve: boolean) => Sent;
  /** Ask when it is to go out. */
  chooseTime: () => SendOutcome;
  quote: (message: Message) => void;
  attach: (files: readonly File[]) => void;
  asTemplate: () => void;
  whenReply: (text: string) => void;
  /** As `whenReply`, but not asked for: who writes a note meanwhile stays in it. */
  tooLate: (text: string) => void;
  /** To colleagues. */
  note: () => void;
  changeNote: (note: Message) => void;
  /** Puts a note that was refused back. */
  restoreNote: (pending: Pending) => void;
}

export function Composer({ conversation, ref }: { conversation: Conversation; ref: Ref<ComposerHandle> }) {
  const can = useInbox(conversation.inbox)?.capabilities ?? NO_CAPABILITIES;
  const [choosing, setChoosing] = useState(false);
  const box = useRef<BoxHandle>(null);
  const form = useRef<HTMLDivElement>(null);
  const focusTransfer = useMemo<FocusTransfer>(() => ({ composer: form, left: { current: null } }), []);
  const refocus = useRefocus(form);
  const reply = useReplyDraft(conversation, can, refocus);
  const note = useNote(conversation, refocus);
  const save = useWriting(conversation.id, note, reply);
  const asTemplate = (): void => setChoosing(true);
  const { isClosed, setMode, closed } = useClosed(reply, asTemplate);
  const say = useSay();
  const later = useLaterQuestion(reply, note.isOn);
  useImperativeHandle(ref, () => handleOf({ form, box, reply, note, setMode, asTemplate, say, later }));
  return (
    <div
      className={note.isOn ? "composer noting" : "composer"}
      ref={form}
      tabIndex={-1}
      {...WRITING}
      onBlur={save}
    >
      <Offered conversation={conversation.id} mode={note.isOn ? "note" : "reply"} onRefocus={refocus} />
      {note.isOn ? (
        <NoteBox ref={box} note={note} focusTransfer={focusTransfer} />
      ) : (
        <ReplyPart box={box} later={later} reply={reply} closed={closed} focusTransfer={focusTransfer} />
      )}
      {/* Drawn above; after the text, so that no Tab stop is before it. */}
      <ModeSwitch note={note} />
      {later.isOn && <LaterQuestion reply={reply} form={form} onDone={later.stop} />}
      {choosing && <TemplateAlone reply={reply} isClosed={isClosed} onClose={() => setChoosing(false)} />}
    </div>
  );
}

/** Colleagues see that something is written, and it is saved: at once as what this returns. */
function useWriting(conversation: Id, note: NoteActions, reply: Reply): () => void {
  useTypingShown(conversation, note.isOn ? note.text : reply.text, note.isOn);
  return useSavedOnLeave(conversation);
}

/** What other devices had written at the same time. */
function Offered(props: { conversation: Id; mode: DraftMode; onRefocus: () => void }) {
  const { others } = useKeptDraft(props.conversation, props.mode);
  return others.length > 0 && <OtherDrafts {...props} />;
}

type Closed = Pick<ClosedProps, "isOpen" | "mode" | "onMode" | "onChoose" | "onFilling">;

/** Whether only a template may be sent, and what takes the place of the box then. */
function useClosed({ conversation, can, text, onRefocus }: Reply, onChoose: () => void) {
  // The window may open while a template is chosen for what waits: the agent decides what becomes of it.
  const [isFilling, setFilling] = useState(false);
  const isClosed = useIsClosed(conversation, can.window_hours);
  const isShut = isClosed || isFilling;
  const [mode, setMode] = useClosedMode(isShut, text);
  const onMode = (next: ClosedMode): void => {
    setMode(next);
    onRefocus();
  };
  const onFilling = (next: boolean): void => {
    setFilling(next);
    // The box takes the place of what the sheet was opened by.
    if (!next && !isClosed) onRefocus();
  };
  const closed: Closed | null = isShut ? { isOpen: !isClosed, mode, onMode, onChoose, onFilling } : null;
  return { isClosed, setMode, closed };
}

interface ReplyPartProps {
  box: Ref<BoxHandle>;
  later: LaterQuestions;
  reply: Reply;
  /** Null: free text may be sent. */
  closed: Closed | null;
  focusTransfer: FocusTransfer;
}

/** What is written to the customer, and how it may be. */
function ReplyPart({ box, later, reply, closed, focusTransfer }: ReplyPartProps) {
  const { conversation } = reply;
  const { answered_by: other } = conversation;
  if (conversation.contact.blocked)
    return <Blocked conversation={conversation} focusTransfer={focusTransfer} />;
  if (closed !== null) return <ClosedComposer {...closed} {...reply} focusTransfer={focusTransfer} />;
  if (other !== null)
    return <OtherSender conversation={conversation} name={other} focusTransfer={focusTransfer} />;
  return <ReplyBox ref={box} reply={reply} chooseTime={later.ask} focusTransfer={focusTransfer} />;
}

interface TemplateAloneProps {
  reply: Reply;
  isClosed: boolean;
  onClose: () => void;
}

/** Also where free text would go through. */
function TemplateAlone({ reply: { conversation, onRefocus }, isClosed, onClose }: TemplateAloneProps) {
  const t = useT();
  const { sending } = useClient();
  const [wasClosed] = useState(isClosed);
  const hasOpened = wasClosed && !isClosed;
  return (
    <TemplateSheet
      inbox={conversation.inbox}
      name={conversation.contact.name}
      action={t.composer.send}
      hasOpened={hasOpened}
      onChosen={(chosen) => sending.send(conversation, chosen)}
      onClose={() => {
        onClose();
        // What it was opened by has gone with the window's end.
        if (hasOpened) onRefocus();
      }}
    />
  );
}

/** What the agent who writes a note is told: files are for the customer and go nowhere; a reply came too late. */
function useSay(): (what: "noFiles" | "tooLate") => void {
  const { notice } = useClient();
  const t = useT();
  return (what) => notice.set({ kind: "problem", text: t.note[what] });
}

interface Parts {
  form: RefObject<HTMLElement | null>;
  box: RefObject<BoxHandle | null>;
  reply: ReplyDraft;
  note: NoteActions;
  setMode: (mode: ClosedMode) => void;
  asTemplate: () => void;
  say: (what: "noFiles" | "tooLate") => void;
  later: LaterQuestions;
}

/** What the rest of the pane may ask of the composer. What is for the customer leaves the note, whose draft stays. */
function handleOf({ form, box, reply, note, setMode, asTemplate, say, later }: Parts): ComposerHandle {
  const toReply = (): void => (note.isOn ? note.turn(false) : undefined);
  const whenReply = (before: string): void => {
    toReply();
    setMode("hold");
    reply.restore(before);
  };
  return {
    asTemplate: () => {
      toReply();
      asTemplate();
    },
    focus: () => focusField(form.current),
    reply: () => (note.isOn ? toReply() : focusField(form.current)),
    restore: (text) => {
      toReply();
      reply.restore(text);
    },
    send: (thenResolve) => box.current?.send(thenResolve) ?? "nothing",
    chooseTime: later.ask,
    quote: (message) => {
      toReply();
      reply.onQuoted(message);
      reply.onRefocus();
    },
    attach: (chosen) => {
      if (note.isOn) return say("noFiles");
      reply.files.add(chosen);
      reply.onRefocus();
    },
    whenReply,
    tooLate: (before) => {
      if (!note.isOn) return whenReply(before);
      setMode("hold");
      reply.putBefore(before);
      say("tooLate");
    },
    note: () => note.turn(true),
    changeNote: note.change,
    restoreNote: ({ content, payload }) =>
      note.restore({ text: content, picked: addressedBy({ payload: { ...payload } }).named }),
  };
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
