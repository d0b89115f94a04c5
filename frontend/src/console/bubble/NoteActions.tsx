/** What can be done with a note: its author changes it; its author and supervisors delete it. */
import type { Message } from "../../protocol";
import { Pencil, Trash } from "../../ui/components/icons";
import { Popover } from "../../ui/components/Popover";
import { useClient, useRun } from "../context";
import { useT } from "../i18n/language";
import { useThreadActions } from "../thread/threadActions";

export function NoteActions({ message }: { message: Message }) {
  const t = useT();
  const client = useClient();
  const run = useRun();
  const { changeNote } = useThreadActions();
  const isOwn = message.author?.id === client.me.id;
  if (message.revoked_at !== null || !(isOwn || client.me.role !== "agent")) return null;
  return (
    <div className="bubble-actions" role="group" aria-label={t.bubble.actions}>
      {isOwn && (
        <button
          type="button"
          className="icon-button small"
          onClick={() => changeNote(message)}
          aria-label={t.note.change}
          title={t.note.change}
        >
          <Pencil />
        </button>
      )}
      <Popover label={t.note.remove} icon={<Trash />} className="icon-button small">
        {(close) => (
          <div className="note-remove">
            <p>{t.note.removeHint}</p>
            <button
              type="button"
              className="button small"
              onClick={() => {
                close();
                run(client.notes.remove(message));
              }}
            >
              {t.note.removeNow}
            </button>
          </div>
        )}
      </Popover>
    </div>
  );
}
