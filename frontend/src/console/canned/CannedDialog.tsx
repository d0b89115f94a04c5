/** The agent's canned responses: found, read, written. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { CannedResponse } from "../../protocol/canned";
import { cannedQuery } from "../../store/canned/list";
import { ranked } from "../../store/canned/ranking";
import type { CannedSeed, CannedView } from "../../store/canned/view";
import { Plus } from "../../ui/components/icons";
import { Modal } from "../../ui/components/Modal";
import { focusField } from "../../ui/focus";
import { searchOverList } from "../../ui/fieldKeys";
import { useRoving } from "../../ui/roving";
import { useDialogT } from "../i18n/language";
import { Unanswered } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import { CannedEditor } from "./CannedEditor";
import { placeOf } from "./cannedForm";
import "./Canned.css";

interface CannedDialogProps {
  view: CannedView;
  onClose: () => void;
}

interface Edited {
  /** Null: a new one. */
  readonly row: CannedResponse | null;
  readonly seed: CannedSeed | null;
}

export function CannedDialog({ view, onClose }: CannedDialogProps) {
  const { canned: t, close } = useDialogT();
  const [edited, setEdited] = useState<Edited | null>(
    view.kind === "new" ? { row: null, seed: view.seed } : null,
  );
  const [done, setDone] = useState("");
  const page = useRef<HTMLDivElement>(null);
  // The button that led from the one to the other is gone.
  const [turns, setTurns] = useState(0);
  useEffect(() => {
    if (turns > 0) focusField(page.current);
  }, [turns]);
  const title = edited === null ? t.title : edited.row === null ? t.new : t.change(edited.row.shortcode);
  const turn = (next: Edited | null): void => {
    setTurns((before) => before + 1);
    setEdited(next);
  };
  const leave = (sentence: string): void => {
    if (view.kind === "new" && sentence === "") return onClose();
    setDone(sentence);
    turn(null);
  };
  return (
    <Modal title={title} closeLabel={close} onClose={onClose} wide>
      <div className="canned-page" ref={page} tabIndex={-1}>
        {edited === null ? (
          <List done={done} onEdit={(row) => turn({ row, seed: null })} />
        ) : (
          <CannedEditor row={edited.row} seed={edited.seed} onLeave={leave} />
        )}
      </div>
    </Modal>
  );
}

function List({ done, onEdit }: { done: string; onEdit: (row: CannedResponse | null) => void }) {
  const t = useDialogT().canned;
  const all = useQuery(cannedQuery(null));
  const isSilent = useSilent(all);
  const { data, isError } = all;
  const [asked, setAsked] = useState("");
  const found = ranked(data ?? [], asked.trim());
  const count = data === undefined ? null : data.length === 0 ? t.none : t.found(found.length);
  const status = isError ? t.failed : (count ?? (isSilent ? "" : t.loading));
  return (
    <div className="canned-page" ref={searchOverList}>
      <div className="canned-head">
        <input
          type="text"
          role="searchbox"
          className="field"
          value={asked}
          placeholder={t.search}
          aria-label={t.search}
          onChange={({ target }) => setAsked(target.value)}
        />
        <button type="button" className="button" onClick={() => onEdit(null)}>
          <Plus /> {t.new}
        </button>
      </div>
      <ul className="canned-list" aria-label={t.title} ref={useRoving("column")}>
        {found.map((row) => (
          <li key={row.id}>
            <Row row={row} onEdit={onEdit} />
          </li>
        ))}
      </ul>
      {isSilent && <Unanswered what={t.notYet} />}
      <p className="field-hint" role="status">
        {[done, status].filter(Boolean).join(" ")}
      </p>
    </div>
  );
}

function Row({ row, onEdit }: { row: CannedResponse; onEdit: (row: CannedResponse) => void }) {
  const t = useDialogT().canned;
  const parts = [
    row.files.length > 0 && t.withFiles(row.files.length),
    row.interactive !== null && t.withChoices,
    placeOf(row, t),
  ].filter(Boolean);
  return (
    <button type="button" className="canned-row" onClick={() => onEdit(row)}>
      <span className="canned-line">
        <b>/{row.shortcode}</b> <bdi>{row.title}</bdi>{" "}
        <span className="picker-hint">{parts.join(" · ")}</span>
      </span>
      <span className="canned-text" dir="auto">
        {row.content}
      </span>
    </button>
  );
}
