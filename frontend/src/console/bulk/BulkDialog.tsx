/** Asked before several conversations change: all of a list, or what colleagues have. */
import { useRef } from "react";
import type { BulkQuestion } from "../../store/bulk/bulk";
import { Modal } from "../../ui/components/Modal";
import { useClient, useRun } from "../context";
import { useDialogT } from "../i18n/language";
import { confirmed } from "./verbs";

export function BulkDialog({ question }: { question: BulkQuestion }) {
  const { bulk: t, cancel } = useDialogT();
  const client = useClient();
  const run = useRun();
  const yes = useRef<HTMLButtonElement>(null);
  const { order, count, holders, theirs } = question;
  const isAssignment = order.change.assignee !== undefined;
  const isWhole = client.bulk.selection.get().all !== null;
  const close = (): void => client.bulk.question.set(null);
  const answer = (isAll: boolean): void => run(confirmed(client, question, isAll));
  const others = count === null ? null : count - theirs.size;
  const title = isWhole ? t.sureAll(count) : t.theyHave(theirs.size, holders.join(", "));
  return (
    <Modal title={title} closeLabel={cancel} onClose={close} initialFocus={yes}>
      <p>{isWhole ? (isAssignment ? t.sureOwners : t.sureHint) : t.theyAreTold}</p>
      <footer className="modal-foot">
        <button type="button" className="button" onClick={close}>
          {cancel}
        </button>
        {isAssignment && others !== 0 && (
          <button type="button" className="button" onClick={() => answer(false)}>
            {isWhole ? t.onlyFree : t.onlyOthers(others ?? 0)}
          </button>
        )}
        <button type="button" className="button primary" ref={yes} onClick={() => answer(true)}>
          {isWhole ? t.changeAll : t.takeAll}
        </button>
      </footer>
    </Modal>
  );
}
