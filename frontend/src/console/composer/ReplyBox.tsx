/** The box for free text, with what can hang on it: a quote, files, a voice message. */
import { useImperativeHandle, type Ref } from "react";
import { contactName } from "../../ui/text/format";
import { useT } from "../i18n/language";
import { keysOf } from "../keyboard/keys";
import { useEnterSends } from "../keyboard/useKeySettings";
import { BlanksHint } from "../canned/Blanks";
import { ChoicesBar } from "../canned/ChoicesBar";
import { BlanksDialog, VoiceRecorder } from "../lazyComponents";
import { FileTray } from "./attach/FileTray";
import { useFocusTransfer, type FocusTransfer } from "./focusTransfer";
import { QuoteBar } from "./QuoteBar";
import { ReplyLine } from "./ReplyLine";
import { useReply, type Reply, type SendOutcome, type Sent } from "./useReply";

export interface BoxHandle {
  send: (thenResolve: boolean) => Sent;
}

interface BoxProps {
  reply: Reply;
  /** Ask when it is to go out. */
  chooseTime: () => SendOutcome;
  focusTransfer: FocusTransfer;
  ref: Ref<BoxHandle>;
}

export function ReplyBox({ reply, chooseTime, focusTransfer, ref }: BoxProps) {
  const actions = useReply(reply, chooseTime);
  const { conversation, can, text, quoted, files } = reply;
  const { send } = actions;
  useFocusTransfer(focusTransfer);
  useImperativeHandle(ref, () => ({ send }));
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send(false);
        }}
      >
        {quoted && (
          <QuoteBar message={quoted} name={contactName(conversation.contact)} onClose={actions.unquote} />
        )}
        {files.list.length > 0 && (
          <FileTray list={files.list} onRemove={actions.removeFile} text={text} can={can} />
        )}
        <ChoicesBar reply={reply} />
        <BlanksHint text={text} />
        <LengthHint length={Array.from(text).length} most={actions.longest} />
        {actions.isRecording ? (
          <VoiceRecorder
            onDone={actions.sendVoice}
            onKeep={actions.keepVoice}
            onCancel={actions.cancelVoice}
          />
        ) : (
          <ReplyLine reply={reply} actions={actions} />
        )}
        <KeysHint isRecording={actions.isRecording} />
      </form>
      {/* Outside: what is submitted there is not the reply. */}
      {actions.isAsking && (
        <BlanksDialog text={text} onSend={actions.sendFilled} onClose={actions.stopAsking} />
      )}
    </>
  );
}

function KeysHint({ isRecording }: { isRecording: boolean }) {
  const t = useT().composer;
  const enterSends = useEnterSends();
  return (
    <p className="composer-keys" aria-hidden="true">
      {/* The line stays: nothing moves when a recording begins. */}
      {isRecording ? "\u00a0" : t.hint(keysOf("send", enterSends), enterSends ? "Shift+Enter" : "Enter")}
    </p>
  );
}

/** From here on the number of characters left is shown. */
const COUNT_FROM = 0.88;

function LengthHint({ length, most }: { length: number; most: number }) {
  const t = useT();
  if (length > most)
    return (
      <p className="composer-hint red" role="status">
        {t.composer.tooLong(length - most, most)}
      </p>
    );
  return length > most * COUNT_FROM ? (
    <p className="composer-hint">{t.composer.left(most - length)}</p>
  ) : null;
}
