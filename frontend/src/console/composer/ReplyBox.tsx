/** The box for free text, with what can hang on it: a quote, files, a voice message. */
import {
  useImperativeHandle,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type Ref,
} from "react";
import { contactName } from "../../ui/format";
import type { Capabilities, Conversation, Message } from "../../protocol";
import { splitText } from "../../store/messages/files";
import type { LocalFile } from "../../store/sending/sending";
import { useClient } from "../context";
import { Microphone, Send, Smile } from "../../ui/icons";
import { EmojiPicker, VoiceRecorder } from "../lazyComponents";
import { Popover } from "../../ui/Popover";
import { AttachMenu } from "./AttachMenu";
import { FileTray } from "./FileTray";
import { useFocusHandover, type FocusHandover } from "./focusHandover";
import { quoteOf } from "./quote";
import { QuoteBar } from "./QuoteBar";
import type { ChosenFiles } from "./useChosenFiles";
import { useAutoHeight } from "./useAutoHeight";
import { useT } from "../i18n/language";

export interface BoxHandle {
  send: (thenResolve: boolean) => void;
}

interface BoxProps {
  conversation: Conversation;
  can: Capabilities;
  text: string;
  onText: (text: string) => void;
  quoted: Message | null;
  onQuoted: (message: Message | null) => void;
  files: ChosenFiles;
  /** Back to the text: what had the focus goes. */
  onRefocus: () => void;
  handover: FocusHandover;
  ref: Ref<BoxHandle>;
}

export function ReplyBox({
  conversation,
  can,
  text,
  onText,
  quoted,
  onQuoted,
  files,
  onRefocus,
  handover,
  ref,
}: BoxProps) {
  const t = useT();
  const client = useClient();
  const area = useRef<HTMLTextAreaElement>(null);
  const [isRecording, setRecording] = useState(false);
  useAutoHeight(area, text);
  useFocusHandover(handover);
  const name = contactName(conversation.contact);
  const written = { text: text.trim(), quoted, files };
  const canSend = isSendable(written, text, can);
  const unquote = (): void => {
    onQuoted(null);
    onRefocus();
  };
  const focus = (): void => area.current?.focus();

  const send = (thenResolve: boolean): void => {
    if (!canSend) return;
    sendAll(client.sending, conversation, can, written, thenResolve);
    onText("");
    unquote();
    files.clear();
  };
  useImperativeHandle(ref, () => ({ send }));
  const sendVoice = (voice: LocalFile): void => {
    client.sending.sendFile(conversation, voice, { content: "", ...quoteOf(quoted) });
    unquote();
    setRecording(false);
  };
  const addFiles = (chosen: readonly File[]): void => {
    files.add(chosen);
    onRefocus();
  };
  const removeFile = (key: string): void => {
    files.remove(key);
    onRefocus();
  };
  const cancelVoice = (): void => {
    setRecording(false);
    onRefocus();
  };
  const type = (next: string): void => {
    onText(next);
    if (next !== "") client.sending.typed(conversation);
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send(false);
      }}
    >
      {quoted && <QuoteBar message={quoted} name={name} onClose={unquote} />}
      {files.list.length > 0 && <FileTray list={files.list} onRemove={removeFile} text={text} can={can} />}
      <LengthHint length={Array.from(text).length} most={can.longest_text} />
      {isRecording ? (
        <VoiceRecorder onDone={sendVoice} onCancel={cancelVoice} />
      ) : (
        <div className="composer-box">
          <AttachMenu
            conversation={conversation}
            can={can}
            quoted={quoted}
            onFiles={addFiles}
            onSent={unquote}
            onLeave={focus}
          />
          <Popover
            label={t.composer.emoji}
            icon={<Smile />}
            className="icon-button wide-only"
            onLeave={focus}
          >
            {() => <EmojiPicker onPick={(emoji) => insert(area.current, emoji, type)} />}
          </Popover>
          <textarea
            ref={area}
            rows={1}
            dir="auto"
            value={text}
            placeholder={files.list.length > 0 ? t.composer.caption : t.composer.placeholder}
            aria-label={t.composer.label(name)}
            enterKeyHint="send"
            onChange={(event) => type(event.target.value)}
            onPaste={(event) => pasted(event, files)}
            onKeyDown={(event) => onEnter(event, () => send(false))}
          />
          {canRecord(can) && text === "" && files.list.length === 0 && (
            <button
              type="button"
              className="icon-button"
              onClick={() => setRecording(true)}
              aria-label={t.composer.voice}
              title={t.composer.voice}
            >
              <Microphone />
            </button>
          )}
          <button type="submit" className="send" disabled={!canSend} aria-label={t.composer.send}>
            <Send />
          </button>
        </div>
      )}
      <p className="composer-keys" aria-hidden="true">
        {t.composer.hint}
      </p>
    </form>
  );
}

interface Written {
  text: string;
  quoted: Message | null;
  files: ChosenFiles;
}

function isSendable({ text: trimmed, files }: Written, text: string, can: Capabilities): boolean {
  const isThere = files.list.length > 0 ? files.list.every(({ verdict }) => verdict.ok) : trimmed !== "";
  return isThere && Array.from(text).length <= can.longest_text;
}

function canRecord({ sends, media }: Capabilities): boolean {
  return sends.includes("audio") && (media["audio"]?.types.includes("audio/ogg") ?? false);
}

/** In place of what is selected. */
function insert(area: HTMLTextAreaElement | null, emoji: string, type: (text: string) => void): void {
  if (!area) return;
  const { value, selectionStart: from, selectionEnd: to } = area;
  type(value.slice(0, from) + emoji + value.slice(to));
  // The next one goes behind it.
  requestAnimationFrame(() => area.setSelectionRange(from + emoji.length, from + emoji.length));
}

function pasted(event: ClipboardEvent, files: ChosenFiles): void {
  const found = [...event.clipboardData.files];
  if (found.length === 0) return;
  event.preventDefault();
  files.add(found);
}

function onEnter(event: KeyboardEvent, send: () => void): void {
  // While an input method composes, Enter picks a word.
  if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  send();
}

/** Everything in the order in which the customer is to read it; the quote hangs on the first. */
function sendAll(
  sending: ReturnType<typeof useClient>["sending"],
  conversation: Conversation,
  can: Capabilities,
  written: Written,
  thenResolve: boolean,
): void {
  const { text, quoted, files } = written;
  const fine = files.list.flatMap(({ file, verdict }) => (verdict.ok ? [{ file, ...verdict }] : []));
  const { first, caption } = splitText(
    text,
    fine.map(({ kind }) => kind),
    can,
  );
  const isLast = (index: number): boolean => thenResolve && index === fine.length - 1;
  if (first !== "")
    sending.send(conversation, { content: first, ...quoteOf(quoted) }, thenResolve && fine.length === 0);
  fine.forEach(({ file, kind, type }, index) => {
    const quote = index === 0 && first === "" ? quoteOf(quoted) : {};
    const body = { content: index === 0 ? caption : "", ...quote };
    sending.sendFile(conversation, { file, kind, type, name: file.name, voice: false }, body, isLast(index));
  });
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
