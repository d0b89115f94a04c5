/** One canned response: written, previewed, deleted. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { ApiError } from "../../protocol/rest/request";
import { deleteCannedResponse } from "../../protocol/rest/canned";
import { getTeams } from "../../protocol/rest/endpoints";
import type { CannedResponse, Scope } from "../../protocol/canned";
import { forgetCanned } from "../../store/canned/list";
import { VARIABLES } from "../../store/canned/variables";
import type { CannedSeed } from "../../store/canned/view";
import { LIMITS } from "../../store/drafts/interactiveDraft";
import { useLeave, useUnsaved } from "../../ui/components/unsaved";
import { selectIn } from "../../ui/text/caret";
import { useClient } from "../context";
import { Field } from "../dialogs/Field";
import { FormFoot } from "../dialogs/FormFoot";
import { useDialogT, useT } from "../i18n/language";
import { CannedExtras } from "./CannedExtras";
import { CannedPreview } from "./CannedPreview";
import { formOf, problemIn, save, type CannedForm } from "./cannedForm";

interface EditorProps {
  row: CannedResponse | null;
  seed: CannedSeed | null;
  /** With what was done, in words; empty: nothing. */
  onLeave: (done: string) => void;
}

export function CannedEditor({ row, seed, onLeave }: EditorProps) {
  const dialogs = useDialogT();
  const t = dialogs.canned;
  const [form, setForm] = useState<CannedForm>(() => formOf(row, seed));
  const { work, isBusy, refusal } = useWork();
  const leave = useLeave();
  const [first] = useState(form);
  useUnsaved(isOther(form, first));
  const mayChange = row === null || row.editable;
  const set = (change: Partial<CannedForm>): void => setForm((before) => ({ ...before, ...change }));
  const problem = isBusy ? t.saving : mayChange ? problemIn(form, dialogs) : t.notYours;
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === null) work(save(row, form), () => onLeave(t.saved(form.shortcode)));
      }}
    >
      <Fields form={form} set={set} disabled={!mayChange} />
      <CannedPreview form={form} />
      {refusal !== "" && (
        <p className="field-hint red" role="alert">
          {refusal}
        </p>
      )}
      <div className="canned-foot">
        <button type="button" className="button" onClick={() => leave(() => onLeave(""))}>
          {t.back}
        </button>
        {row?.editable && (
          <Delete
            row={row}
            onDelete={() => work(deleteCannedResponse(row.id), () => onLeave(t.deleted(row.shortcode)))}
          />
        )}
        <FormFoot problem={problem} label={t.saveIt} />
      </div>
    </form>
  );
}

function isOther(form: CannedForm, first: CannedForm): boolean {
  return (Object.keys(form) as (keyof CannedForm)[]).some((part) => form[part] !== first[part]);
}

interface FieldsProps {
  form: CannedForm;
  set: (change: Partial<CannedForm>) => void;
}

function Fields({ form, set, disabled }: FieldsProps & { disabled: boolean }) {
  const t = useDialogT().canned;
  const area = useRef<HTMLTextAreaElement>(null);
  const { content: text } = form;
  /** Where the caret is or was, in place of what is selected; what follows goes behind it. */
  const put = (blank: string): void => {
    const { selectionStart: from, selectionEnd: to } = area.current ?? {
      selectionStart: text.length,
      selectionEnd: text.length,
    };
    set({ content: text.slice(0, from) + blank + text.slice(to) });
    area.current?.focus();
    selectIn(area.current, from + blank.length);
  };
  return (
    <fieldset className="form plain" disabled={disabled}>
      <div className="canned-pair">
        <Field
          label={t.shortcode}
          value={form.shortcode}
          hint={t.shortcodeHint}
          most={40}
          onChange={(shortcode) => set({ shortcode: shortcode.replace(/^\//u, "") })}
        />
        <Field label={t.titleField} value={form.title} most={80} onChange={(title) => set({ title })} />
      </div>
      <Field
        label={t.content}
        value={form.content}
        rows={5}
        most={form.choices ? LIMITS.body : 4096}
        onChange={(content) => set({ content })}
        area={area}
      />
      <Variables onPick={(name) => put(`{{${name}}}`)} />
      <ScopeField form={form} set={set} />
      <CannedExtras form={form} set={set} />
    </fieldset>
  );
}

/** One request at a time; what the server refuses is said. */
function useWork() {
  const actions = useT().actions;
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState("");
  const work = (asked: Promise<void>, done: () => void): void => {
    setBusy(true);
    asked
      .then(done)
      .catch((error: unknown) =>
        setRefusal(actions.failed(error instanceof ApiError ? error.sentence : actions.noAnswer)),
      )
      // The socket may be away; and what was refused may be half done.
      .finally(() => {
        setBusy(false);
        void forgetCanned(queries);
      });
  };
  return { work, isBusy, refusal };
}

function Variables({ onPick }: { onPick: (name: string) => void }) {
  const t = useDialogT().canned;
  return (
    <div className="canned-variables" role="group" aria-label={t.variables}>
      {VARIABLES.map((name) => (
        <button key={name} type="button" className="button small" onClick={() => onPick(name)}>
          {t.names[name] ?? name}
        </button>
      ))}
      <button type="button" className="button small" onClick={() => onPick(t.askedExample)}>
        {t.asked}
      </button>
    </div>
  );
}

/** Only where the agent may put it; the server has the last word. */
function ScopeField({ form, set }: FieldsProps) {
  const t = useDialogT().canned;
  const { me } = useClient();
  const isSupervisor = me.role !== "agent";
  const { data: all } = useQuery({
    queryKey: ["teams"],
    queryFn: ({ signal }) => getTeams(signal),
    enabled: isSupervisor,
  });
  const teams = isSupervisor ? (all ?? me.teams) : me.teams;
  const choose = (value: string): void => {
    const [scope, team] = value.split(":");
    set({ scope: scope as Scope, team: team === undefined ? null : Number(team) });
  };
  return (
    <div className="form-field">
      <label htmlFor="canned-scope">{t.scope}</label>
      <select
        id="canned-scope"
        className="field"
        value={form.scope === "team" ? `team:${form.team}` : form.scope}
        onChange={({ target }) => choose(target.value)}
      >
        <option value="personal">{t.scopes.personal}</option>
        {teams.map(({ id, name }) => (
          <option key={id} value={`team:${id}`}>
            {t.team(name)}
          </option>
        ))}
        {(isSupervisor || form.scope === "shared") && <option value="shared">{t.scopes.shared}</option>}
      </select>
    </div>
  );
}

function Delete({ row, onDelete }: { row: CannedResponse; onDelete: () => void }) {
  const t = useDialogT().canned;
  const [isSure, setSure] = useState(false);
  if (!isSure)
    return (
      <button type="button" className="button" onClick={() => setSure(true)}>
        {t.delete}
      </button>
    );
  return (
    <>
      <p role="status">{t.sure(row.shortcode)}</p>
      <button type="button" className="button" onClick={onDelete}>
        {t.deleteIt}
      </button>
    </>
  );
}
