/** What was just done to a conversation, with the way back. */
import type { Conversation } from "../../protocol";
import { contactName } from "../../ui/text/format";
import { isBulk, type AnyDone, type BulkDone, type Done } from "../../store/undo";
import { useClient, useRun, useSignal } from "../context";
import type { Sentences } from "../i18n/en";
import { useT } from "../i18n/language";
import { keysOf } from "../keyboard/keys";

export function DoneToast() {
  const t = useT();
  const { conversations } = useClient();
  const said = useSignal(conversations.undoLog.said);
  const undo = useUndo();
  return (
    <div className="done-toast" role="status">
      {said?.isBack === true && <p className="notice">{t.done.undone(nameOf(said.done, t))}</p>}
      {said?.isBack === false && (
        <div className="notice done">
          <p>{isBulk(said.done) ? bulkSentence(said.done, t) : doneSentence(said.done, t)}</p>
          {canUndo(said.done) && (
            <button type="button" className="button small" onClick={undo}>
              {t.done.undo} <kbd aria-hidden="true">{keysOf("undo")}</kbd>
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** Takes the newest back, if there is one. */
export function useUndo(): () => void {
  const t = useT();
  const client = useClient();
  const run = useRun();
  return () =>
    run(
      client.conversations.undo().then((done) => {
        if (done === null) client.notice.set({ kind: "problem", text: t.done.nothing });
      }),
    );
}

function canUndo(done: AnyDone): boolean {
  return !isBulk(done) || done.takeBack !== null;
}

function nameOf(done: AnyDone, t: Sentences): string {
  return isBulk(done) ? t.done.several(done.count) : contactName(done.contact);
}

function bulkSentence(done: BulkDone, t: Sentences): string {
  const { change, to, refused } = done;
  const name = nameOf(done, t);
  const { unread, status } = change;
  const refusal = refused > 0 ? ` · ${t.done.notChanged(refused)}` : "";
  if (status !== undefined) return t.done.status[status](name) + refusal;
  if (unread !== undefined) return (unread ? t.done.unread(name) : t.done.read(name)) + refusal;
  const isOwner = change.assignee !== undefined;
  if (isOwner) return (to === "" ? t.done.unassigned(name) : t.done.assigned(name, to)) + refusal;
  if (change.team !== undefined) return teamSentence(name, to, t) + refusal;
  if (change.priority === undefined) return t.done.severalLabels(name) + refusal;
  return t.done.priority(name, t.details.priorities[change.priority] ?? change.priority) + refusal;
}

function doneSentence({ change, after, contact }: Done, t: Sentences): string {
  const name = contactName(contact);
  if (change.status !== undefined) return t.done.status[after.status](name);
  if (change.assignee !== undefined) return ownerSentence(name, after, change.team === undefined, t);
  if (change.team !== undefined) return teamSentence(name, after.team?.name ?? "", t);
  if (change.priority !== undefined)
    return t.done.priority(name, t.details.priorities[after.priority] ?? after.priority);
  return t.done.labels(name, after.labels.map((label) => label.name).join(", "));
}

/** `isAlone`: the team was left as it was. */
function ownerSentence(
  name: string,
  { assignee, team }: Conversation,
  isAlone: boolean,
  t: Sentences,
): string {
  if (isAlone && assignee === null && team !== null) return t.done.leftToTeam(name, team.name);
  const owner = assignee?.name ?? team?.name;
  return owner === undefined ? t.done.unassigned(name) : t.done.assigned(name, owner);
}

/** Of a change of the team alone. */
function teamSentence(name: string, to: string, t: Sentences): string {
  return to === "" ? t.done.noTeam(name) : t.done.team(name, to);
}
