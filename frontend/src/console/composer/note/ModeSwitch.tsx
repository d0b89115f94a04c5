/** Whether what is written goes to the customer or stays among colleagues. */
import { Note } from "../../../ui/components/icons";
import { useRoving } from "../../../ui/roving";
import { useT } from "../../i18n/language";
import { keysOf } from "../../keyboard/keys";
import { TypingSign } from "../TypingSign";
import type { NoteActions } from "./useNote";

export function ModeSwitch({ note: { conversation, isOn, text, turn } }: { note: NoteActions }) {
  const t = useT().note;
  const hasDraft = !isOn && text.trim() !== "";
  return (
    <div className="mode-switch" role="toolbar" aria-label={t.modes} ref={useRoving("row")}>
      <button
        type="button"
        className="mode"
        aria-pressed={!isOn}
        title={`${t.reply} (${keysOf("reply")})`}
        onClick={() => turn(false)}
      >
        {t.reply}
      </button>
      <button
        type="button"
        className="mode note-mode"
        aria-pressed={isOn}
        title={`${t.note} (${keysOf("note")})`}
        onClick={() => turn(true)}
      >
        <Note />
        {hasDraft ? t.noteDraft : t.note}
      </button>
      {isOn && <span className="mode-says">{t.says}</span>}
      <TypingSign conversation={conversation.id} />
    </div>
  );
}
