/** Where a note to colleagues is written: unlike a reply in colour, words and button, so that neither is taken for the other. */
import { useImperativeHandle, useRef, type KeyboardEvent, type Ref, type RefObject } from "react";
import { withMention, type TypedMention } from "../../../store/notes/mentions";
import { asEnter } from "../../../ui/components/asEnter";
import { Note } from "../../../ui/components/icons";
import { isComposing } from "../../../ui/focus";
import { useT } from "../../i18n/language";
import { keysOf } from "../../keyboard/keys";
import { useEnterSends } from "../../keyboard/useKeySettings";
import { MentionPicker } from "../../lazyComponents";
import { useFocusTransfer, type FocusTransfer } from "../focusTransfer";
import { isSend } from "../enter";
import { RemovableBar } from "../RemovableBar";
import type { BoxHandle } from "../ReplyBox";
import { useColon } from "../emoji/useColon";
import { useAutoHeight } from "../useAutoHeight";
import { useCaretAtEnd } from "../useCaretAtEnd";
import { useMention, type MentionSearch } from "./useMention";
import type { Choice } from "./useMentionables";
import { MOST, type NoteActions } from "./useNote";
import "./NoteBox.css";
import { selectIn } from "../../../ui/text/caret";

interface NoteBoxProps {
  note: NoteActions;
  focusTransfer: FocusTransfer;
  ref: Ref<BoxHandle>;
}

export function NoteBox({ note, focusTransfer, ref }: NoteBoxProps) {
  const t = useT();
  const { text, changed, canAdd, conversation } = note;
  const area = useRef<HTMLTextAreaElement>(null);
  const search = useMention(text, conversation.inbox, area);
  const enterSends = useEnterSends();
  useFocusTransfer(focusTransfer);
  useImperativeHandle(ref, () => ({ send: note.add }));
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        note.add(false);
      }}
    >
      {changed && <Changing onLeave={note.leave} />}
      <TooLong length={Array.from(text).length} />
      <div className="composer-box note-box">
        <NoteText area={area} note={note} search={search} enterSends={enterSends} />
        <button type="submit" className="note-add" disabled={!canAdd} {...asEnter(search.onKey)}>
          <Note />
          <span>{changed ? t.note.save : t.note.add}</span>
        </button>
      </div>
      <p className="composer-keys" aria-hidden="true">
        {t.note.hint(keysOf("send", enterSends))}
      </p>
    </form>
  );
}

interface NoteTextProps {
  area: RefObject<HTMLTextAreaElement | null>;
  note: NoteActions;
  search: MentionSearch;
  enterSends: boolean;
}

function NoteText({ area, note, search, enterSends }: NoteTextProps) {
  const t = useT();
  const { text } = note;
  useAutoHeight(area, text);
  useCaretAtEnd(area);
  const colon = useColon({ text, caret: search.caret }, area, note.type);
  const pick = (who: Choice): void => insert(note, search.typed, who, area);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent) || search.onKey(event) || colon.onKey(event)) return;
    onNoteKey(event, note, enterSends);
  };
  return (
    <>
      <textarea
        ref={area}
        rows={1}
        dir="auto"
        value={text}
        placeholder={t.note.placeholder}
        aria-label={t.note.label}
        enterKeyHint={enterSends ? "done" : "enter"}
        onChange={(event) => {
          note.type(event.target.value);
          search.look();
        }}
        onSelect={search.look}
        onBlur={search.look}
        onKeyDown={onKeyDown}
      />
      {search.typed !== null && (
        <MentionPicker
          found={search.found}
          state={search.state}
          picker={search.picker}
          area={area}
          onPick={pick}
          onClose={search.close}
        />
      )}
      {colon.list}
    </>
  );
}

/** In place of what was typed; the caret goes behind the name. */
function insert(
  { text, pick }: NoteActions,
  typed: TypedMention | null,
  { kind, id, name }: Choice,
  area: RefObject<HTMLTextAreaElement | null>,
): void {
  if (typed === null) return;
  const next = withMention(text, typed, { kind, id, name });
  pick({ kind, id, name }, next.text);
  selectIn(area.current, next.caret);
}

function onNoteKey(event: KeyboardEvent, { turn, add }: NoteActions, enterSends: boolean): void {
  if (event.key === "Escape") turn(false);
  else if (isSend(event, enterSends)) add(false);
  else return;
  event.preventDefault();
}

function Changing({ onLeave }: { onLeave: () => void }) {
  const t = useT();
  return (
    <RemovableBar className="note-bar" label={t.note.leave} onRemove={onLeave}>
      <p className="bubble-author">{t.note.changing}</p>
    </RemovableBar>
  );
}

function TooLong({ length }: { length: number }) {
  const t = useT();
  if (length <= MOST) return null;
  return (
    <p className="composer-hint red" role="status">
      {t.note.tooLong(length - MOST)}
    </p>
  );
}
