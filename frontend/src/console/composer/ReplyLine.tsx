/** One line of the reply box: what can be attached, the text, and the buttons that send it. */
import { useRef, type ClipboardEvent, type KeyboardEvent, type RefObject } from "react";
import type { Capabilities } from "../../protocol";
import { contactName } from "../../ui/text/format";
import { Microphone, Send, Smile } from "../../ui/components/icons";
import { Popover } from "../../ui/components/Popover";
import { useT } from "../i18n/language";
import { EmojiPicker } from "../lazyComponents";
import { AttachMenu } from "./attach/AttachMenu";
import { useAutoHeight } from "./useAutoHeight";
import type { Reply, ReplyActions } from "./useReply";

interface ReplyLineProps {
  reply: Reply;
  actions: ReplyActions;
}

export function ReplyLine({ reply, actions }: ReplyLineProps) {
  const t = useT();
  const area = useRef<HTMLTextAreaElement>(null);
  const { conversation, can, text, quoted, files } = reply;
  const { canSend, type } = actions;
  useAutoHeight(area, text);
  const focus = (): void => area.current?.focus();
  return (
    <div className="composer-box">
      <AttachMenu
        conversation={conversation}
        can={can}
        quoted={quoted}
        onFiles={actions.addFiles}
        onSent={actions.unquote}
        onLeave={focus}
      />
      <Popover label={t.composer.emoji} icon={<Smile />} className="icon-button wide-only" onLeave={focus}>
        {() => <EmojiPicker onPick={(emoji) => insert(area.current, emoji, type)} />}
      </Popover>
      <TextArea area={area} reply={reply} actions={actions} />
      {canRecord(can) && text === "" && files.list.length === 0 && (
        <button
          type="button"
          className="icon-button"
          onClick={actions.record}
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
  );
}

interface TextAreaProps extends ReplyLineProps {
  area: RefObject<HTMLTextAreaElement | null>;
}

function TextArea({ area, reply: { conversation, text, files }, actions }: TextAreaProps) {
  const t = useT();
  return (
    <textarea
      ref={area}
      rows={1}
      dir="auto"
      value={text}
      placeholder={files.list.length > 0 ? t.composer.caption : t.composer.placeholder}
      aria-label={t.composer.label(contactName(conversation.contact))}
      enterKeyHint="send"
      onChange={(event) => actions.type(event.target.value)}
      onPaste={(event) => onPaste(event, files.add)}
      onKeyDown={(event) => onEnter(event, () => actions.send(false))}
    />
  );
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

function onPaste(event: ClipboardEvent, add: (files: readonly File[]) => void): void {
  const found = [...event.clipboardData.files];
  if (found.length === 0) return;
  event.preventDefault();
  add(found);
}

function onEnter(event: KeyboardEvent, send: () => void): void {
  // While an input method composes, Enter picks a word.
  if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  send();
}
