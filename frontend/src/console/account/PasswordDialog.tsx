/** The agent's own password. The session goes on; all others of theirs end. In a dialog, and on the page of settings. */
import { useState, type FormEvent } from "react";
import { ApiError } from "../../protocol/rest/request";
import { Modal } from "../../ui/components/Modal";
import { useClient } from "../context";
import { Field } from "../dialogs/Field";
import { FormFoot } from "../dialogs/FormFoot";
import { useDialogT, useT } from "../i18n/language";
import { Check } from "../notifications/parts";
import { account } from "./account";

type Fields = Readonly<Record<"password" | "fresh" | "again", string>>;
type Name = keyof Fields;

const EMPTY: Fields = { password: "", fresh: "", again: "" };
/** As the server calls them. */
const NAMES: Readonly<Record<string, Name>> = { password: "password", new_password: "fresh" };

export function PasswordDialog({ anchor }: { anchor: HTMLElement | null }) {
  const t = useDialogT().account;
  const close = (): void => {
    account.set(null);
    anchor?.focus();
  };
  return (
    <Modal title={t.change} closeLabel={t.leave} onClose={close}>
      <PasswordForm onDone={close} />
    </Modal>
  );
}

export function PasswordForm({ onDone }: { onDone: () => void }) {
  const t = useDialogT().account;
  const client = useClient();
  const [fields, setFields] = useState(EMPTY);
  const [keepTokens, setKeepTokens] = useState(false);
  const { problem, problems, change } = useChange();
  const missing = problemIn(fields, t);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (missing !== null) return;
    void change(fields, keepTokens).then((isDone) => {
      if (!isDone) return;
      setFields(EMPTY);
      onDone();
      client.notice.set({ kind: "password-changed" });
    });
  };
  return (
    <form className="form" onSubmit={submit}>
      <PasswordFields fields={fields} problems={problems} onChange={setFields} />
      <Check label={t.keepTokens} hint={t.keepTokensHint} isOn={keepTokens} onChange={setKeepTokens} />
      <p className="muted">{t.others}</p>
      <p className="field-hint red" role="alert">
        {problem}
      </p>
      <FormFoot problem={missing} label={t.change} />
    </form>
  );
}

interface PasswordFieldsProps {
  fields: Fields;
  problems: Problems;
  onChange: (fields: Fields) => void;
}

function PasswordFields({ fields, problems, onChange }: PasswordFieldsProps) {
  const t = useDialogT().account;
  const { username } = useClient().me;
  const of = (name: Name) =>
    ({
      label: t.fields[name],
      value: fields[name],
      type: "password",
      problem: problems[name] ?? "",
      onChange: (value: string) => onChange({ ...fields, [name]: value }),
    }) as const;
  return (
    <>
      {/* For what keeps passwords: whose it is. */}
      <input hidden autoComplete="username" name="username" value={username} readOnly />
      <Field {...of("password")} autoComplete="current-password" />
      <Field {...of("fresh")} autoComplete="new-password" hint={t.freshHint} />
      <Field {...of("again")} autoComplete="new-password" />
    </>
  );
}

/** What is still missing; null: nothing. */
function problemIn({ password, fresh, again }: Fields, t: ReturnType<typeof useDialogT>["account"]) {
  if (password === "" || fresh === "" || again === "") return "";
  return fresh === again ? null : t.differ;
}

type Problems = Partial<Record<Name, string>>;

/** One request at a time; what the server says of a field stands at the field. */
function useChange() {
  const t = useT();
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const [problems, setProblems] = useState<Problems>({});
  const change = async ({ password, fresh }: Fields, keep: boolean): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    setProblem("");
    setProblems({});
    try {
      await client.own.changePassword({ password, new_password: fresh, keep_tokens: keep });
      return true;
    } catch (error) {
      const named = problemsIn(error);
      setProblems(named);
      if (Object.keys(named).length === 0)
        setProblem(error instanceof ApiError ? error.sentence : t.login.noAnswer);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { problem, problems, change };
}

function problemsIn(error: unknown): Problems {
  if (!(error instanceof ApiError)) return {};
  const named = Object.entries(error.errors).flatMap(([name, sentences]) => {
    const field = NAMES[name];
    return field === undefined ? [] : [[field, sentences.join(" ")] as const];
  });
  return Object.fromEntries(named);
}
