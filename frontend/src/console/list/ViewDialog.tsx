/** Keeps what the list shows under a name: a new view, or changes of the one that is chosen. */
import { useState, type FormEvent } from "react";
import type { Id, SavedView } from "../../protocol";
import { savedFilters, type ListQuery } from "../../protocol/lists";
import { ApiError } from "../../protocol/rest/request";
import {
  deleteSavedView,
  patchSavedView,
  postSavedView,
  type SavedViewChange,
} from "../../protocol/rest/views";
import { Modal } from "../../ui/components/Modal";
import { Field } from "../dialogs/Field";
import { useClient, useSelect } from "../context";
import { useDialogT, useT } from "../i18n/language";
import { useSay } from "../shell/useSay";
import type { ChangeQuery } from "./ListPane";

interface ViewDialogProps {
  query: ListQuery;
  /** The saved view that is chosen. */
  saved: Id | null;
  onChange: ChangeQuery;
  onClose: () => void;
}

export function ViewDialog(props: ViewDialogProps) {
  const t = useT();
  const { close } = useDialogT();
  const chosen = useSelect((state) => state.saved).find(({ id }) => id === props.saved);
  const title = chosen?.editable ? t.list.editView : t.list.saveView;
  return (
    <Modal title={title} closeLabel={close} onClose={props.onClose}>
      <Form {...props} chosen={chosen ?? null} />
    </Modal>
  );
}

function Form({ query, chosen, onChange, onClose }: ViewDialogProps & { chosen: SavedView | null }) {
  const t = useT().list;
  const editable = chosen?.editable === true ? chosen : null;
  const [name, setName] = useState(editable?.name ?? "");
  const [shared, setShared] = useState(editable?.scope === "shared");
  const saving = useSaving(onChange, onClose);
  const done = t.viewSaved(name.trim());
  const scope = shared ? "shared" : "personal";
  const made = { name: name.trim(), scope, filters: savedFilters(query) } as const;
  const save = async (): Promise<Id> =>
    (await (editable ? patchSavedView(editable.id, made) : postSavedView(made))).id;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (made.name !== "") saving.run(save, done);
  };
  return (
    <form className="form" onSubmit={submit}>
      <Field label={t.viewName} value={name} onChange={setName} most={60} hint={t.viewAsks} />
      <SharedCheck shared={shared} onChange={setShared} />
      <Foot editable={editable} made={made} {...saving} />
    </form>
  );
}

function SharedCheck({ shared, onChange }: { shared: boolean; onChange: (shared: boolean) => void }) {
  const t = useT().list;
  const { role } = useClient().me;
  if (role === "agent") return null;
  return (
    <label className="form-check">
      <input type="checkbox" checked={shared} onChange={({ target }) => onChange(target.checked)} />
      <span>
        {t.viewShared}
        <span className="field-hint">{t.viewSharedHint}</span>
      </span>
    </label>
  );
}

interface FootProps extends Saving {
  editable: SavedView | null;
  made: Required<SavedViewChange>;
}

function Foot({ editable, made, problem, isBusy, run }: FootProps) {
  const t = useT().list;
  const [question, setQuestion] = useState<"none" | "asked" | "left">("none");
  const isReady = made.name !== "" && !isBusy;
  if (editable && question === "asked")
    return (
      <DeleteFoot editable={editable} {...{ problem, isBusy, run }} onKeep={() => setQuestion("left")} />
    );
  return (
    <footer className="form-foot">
      <p className="field-hint red" role="alert">
        {problem}
      </p>
      {editable && (
        <>
          <button
            type="button"
            className="button"
            disabled={isBusy}
            ref={question === "left" ? takeFocus : null}
            onClick={() => setQuestion("asked")}
          >
            {editable.scope === "shared" ? t.viewDeleteShared : t.viewDelete}
          </button>
          <button
            type="button"
            className="button"
            disabled={!isReady || made.name === editable.name}
            onClick={() => run(async () => (await postSavedView(made)).id, t.viewSaved(made.name))}
          >
            {t.viewSaveNew}
          </button>
        </>
      )}
      <button type="submit" className="button primary" disabled={!isReady}>
        {t.viewSave}
      </button>
    </footer>
  );
}

/** In place of the other buttons: next to "Save as a new one" a slip would cost the view. */
function DeleteFoot({
  editable: { id, name },
  problem,
  isBusy,
  run,
  onKeep,
}: Saving & { editable: SavedView; onKeep: () => void }) {
  const t = useT().list;
  return (
    <footer className="form-foot">
      <p className="field-hint red" role="alert">
        {problem}
      </p>
      <p role="status">{t.viewDeleteSure(name)}</p>
      <button type="button" className="button" ref={takeFocus} onClick={onKeep}>
        {t.viewKeep}
      </button>
      <button
        type="button"
        className="button"
        disabled={isBusy}
        onClick={() => run(() => deleteSavedView(id).then(() => null), t.viewDeleted(name))}
      >
        {t.viewDeleteIt}
      </button>
    </footer>
  );
}

/** The button that had it is gone. */
function takeFocus(button: HTMLButtonElement | null): void {
  button?.focus();
}

interface Saving {
  readonly problem: string;
  readonly isBusy: boolean;
  /** `done`: what is said then. */
  readonly run: (ask: () => Promise<Id | null>, done: string) => void;
}

/** Runs one request; what is chosen afterwards is the view that it names, or none. */
function useSaving(onChange: ChangeQuery, onClose: () => void): Saving {
  const t = useT();
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const say = useSay();
  const run = (ask: () => Promise<Id | null>, done: string): void => {
    setBusy(true);
    ask().then(
      (saved) => {
        onChange({ saved });
        onClose();
        say(done);
      },
      (error: unknown) => {
        setBusy(false);
        setProblem(error instanceof ApiError ? error.sentence : t.actions.noAnswer);
      },
    );
  };
  return { problem, isBusy, run };
}
