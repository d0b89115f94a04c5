/** One line of the reply box: what can be attached, the text, and the buttons that send it. */
import { useRef, type ClipboardEvent, type KeyboardEvent, type RefObject } from "react";
import { BlankMarks } from "../canned/Blanks";
import { SaveOrPick } from "../canned/SaveOrPick";
import { useCannedTarget } from "../canned/useCannedTarget";
import { onTab, useInsert } from "../canned/useInsert";
import { useSlash, type Slash } from "../canned/useSlash";
import type { Capabilities } from "../../protocol";
import { contactName } from "../../ui/text/format";
import { Microphone, Smile } from "../../ui/components/icons";
import type { CaretPickerHandle } from "../../ui/components/CaretPicker";
import { Popover } from "../../ui/components/Popover";
import { isComposing } from "../../ui/focus";
import { useRoving } from "../../ui/roving";
import { useT } from "../i18n/language";
import { useEnterSends } from "../keyboard/useKeySettings";
import { CannedPicker, EmojiPicker } from "../lazyComponents";
import { AttachMenu } from "./attach/AttachMenu";
import { isSend } from "./enter";
import { useAutoHeight } from "./useAutoHeight";
import { SendButton } from "./SendButton";
import { useColon, type Colon } from "./emoji/useColon";
import { useCaretAtEnd } from "./useCaretAtEnd";
import type { Reply, ReplyActions } from "./useReply";
import { selectIn } from "../../ui/text/caret";

interface ReplyLineProps {
  reply: Reply;
  actions: ReplyActions;
}

export function ReplyLine({ reply, actions }: ReplyLineProps) {
  const t = useT();
  const area = useRef<HTMLTextAreaElement>(null);
  const { conversation, can, text, quoted, files } = reply;
  const { type } = actions;
  const picker = useRef<CaretPickerHandle>(null);
  const slash = useSlash(text, conversation.inbox, area, picker);
  const colon = useColon({ text, caret: slash.caret }, area, type);
  const onKey: CaretPickerHandle["onKey"] = (event) => slash.onKey(event) || colon.onKey(event);
  useAutoHeight(area, text);
  useCaretAtEnd(area);
  const focus = (): void => area.current?.focus();
  return (
    <div className="composer-box">
      <div className="composer-tools" role="toolbar" aria-label={t.toolbars.tools} ref={useRoving("row")}>
        <AttachMenu
          conversation={conversation}
          can={can}
          quoted={quoted}
          onFiles={actions.addFiles}
          onSent={actions.unquote}
          onLeave={focus}
        >
          {(close) => <SaveOrPick reply={reply} area={area} onClose={close} />}
        </AttachMenu>
        <Popover label={t.composer.emoji} icon={<Smile />} className="icon-button" onLeave={focus}>
          {() => <EmojiPicker onPick={(emoji) => insert(area.current, emoji, type)} />}
        </Popover>
      </div>
      <TextArea area={area} reply={reply} actions={actions} slash={slash} picker={picker} colon={colon} />
      {canRecord(can) && text === "" && files.list.length === 0 && <Record onRecord={actions.record} />}
      <SendButton conversation={conversation.id} actions={actions} onKey={onKey} onLeave={focus} />
    </div>
  );
}

function Record({ onRecord }: { onRecord: () => void }) {
  const t = useT();
  return (
    <button
      type="button"
      className="icon-button"
      onClick={onRecord}
      aria-label={t.composer.voice}
      title={t.composer.voice}
    >
      <Microphone />
    </button>
  );
}

interface TextAreaProps extends ReplyLineProps {
  area: RefObject<HTMLTextAreaElement | null>;
  slash: Slash;
  picker: RefObject<CaretPickerHandle | null>;
  colon: Colon;
}

function TextArea({ area, reply, actions, slash, picker, colon }: TextAreaProps) {
  const t = useT();
  const { conversation, text, files } = reply;
  const behind = useRef<HTMLDivElement>(null);
  const enterSends = useEnterSends();
  const keys = { slash, colon, send: () => actions.send(false) };
  const insertCanned = useInsert(area, reply);
  useCannedTarget(conversation.id, area, insertCanned);
  return (
    <div className="text-with-marks">
      <BlankMarks text={text} behind={behind} />
      <textarea
        ref={area}
        rows={1}
        dir="auto"
        value={text}
        placeholder={files.list.length > 0 ? t.composer.caption : t.composer.placeholder}
        aria-label={t.composer.label(contactName(conversation.contact))}
        enterKeyHint={enterSends ? "send" : "enter"}
        onChange={(event) => actions.type(event.target.value)}
        onSelect={slash.look}
        onBlur={slash.look}
        onPaste={(event) => onPaste(event, files.add)}
        onScroll={({ currentTarget }) => {
          if (behind.current) behind.current.scrollTop = currentTarget.scrollTop;
        }}
        onKeyDown={(event) => onKeyDown(event, keys, enterSends)}
      />
      {slash.typed && (
        <CannedPicker
          conversation={conversation}
          query={slash.typed.query}
          area={area}
          ref={picker}
          onClose={slash.close}
          onPick={(canned) => slash.typed && insertCanned(canned, slash.typed)}
        />
      )}
      {colon.list}
    </div>
  );
}

interface TextKeys {
  slash: Slash;
  colon: Colon;
  send: () => void;
}

function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>, keys: TextKeys, enterSends: boolean): void {
  // While an input method composes, Enter picks a word.
  if (isComposing(event.nativeEvent)) return;
  if (keys.slash.onKey(event) || keys.colon.onKey(event) || onTab(event)) return;
  if (!isSend(event, enterSends)) return;
  event.preventDefault();
  keys.send();
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
  selectIn(area, from + emoji.length);
}

function onPaste(event: ClipboardEvent, add: (files: readonly File[]) => void): void {
  const found = [...event.clipboardData.files];
  // Cells and paragraphs come with a picture of themselves: the text is meant.
  if (found.length === 0 || event.clipboardData.getData("text/plain") !== "") return;
  event.preventDefault();
  add(found);
}
