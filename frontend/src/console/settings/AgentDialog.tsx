/** What an admin decides of one agent. */
import { useId, useState, type FormEvent } from "react";
import type { Id } from "../../protocol";
import { ACCOUNTS, patchAccount, type Account, type AccountChange } from "../../protocol/rest/accounts";
import { ApiError } from "../../protocol/rest/request";
import { Modal } from "../../ui/components/Modal";
import { useClient, useMe } from "../context";
import { FormFoot } from "../dialogs/FormFoot";
import { useDialogT, useT } from "../i18n/language";
import { Check } from "../notifications/parts";
import { useSay } from "../shell/useSay";

const ROLES = ["agent", "supervisor", "admin"];

interface AgentDialogProps {
  account: Account;
  onClose: () => void;
}

export function AgentDialog({ account, onClose }: AgentDialogProps) {
  const t = useDialogT().settings;
  const { role, is_active, inboxes } = account;
  const [chosen, setChosen] = useState<AccountChange>({ role, is_active, inboxes });
  const { problem, save } = useSaving(account, onClose);
  // Only what is another now: a colleague may have changed the rest.
  const change: Partial<AccountChange> = {
    ...(chosen.role !== role && { role: chosen.role }),
    ...(chosen.is_active !== is_active && { is_active: chosen.is_active }),
    ...(isOther(chosen.inboxes, inboxes) && { inboxes: chosen.inboxes }),
  };
  const isSame = Object.keys(change).length === 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isSame) void save(change);
  };
  const part = { chosen, onChange: (next: Partial<AccountChange>) => setChosen({ ...chosen, ...next }) };
  return (
    <Modal title={account.name} closeLabel={t.close} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <RoleField {...part} />
        {chosen.role === "agent" && !account.is_superuser && <InboxFields {...part} />}
        <Check
          label={t.active}
          hint={t.activeHint}
          isOn={chosen.is_active}
          onChange={(is) => part.onChange({ is_active: is })}
        />
        {account.is_superuser && <p className="muted">{t.superuserHint}</p>}
        <p className="field-hint red" role="alert">
          {problem}
        </p>
        <FormFoot problem={isSame ? "" : null} label={t.save} />
      </form>
    </Modal>
  );
}

function isOther(some: readonly Id[], others: readonly Id[]): boolean {
  return some.length !== others.length || some.some((id) => !others.includes(id));
}

interface PartProps {
  chosen: AccountChange;
  onChange: (change: Partial<AccountChange>) => void;
}

function RoleField({ chosen, onChange }: PartProps) {
  const { settings: t, account } = useDialogT();
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>{t.role}</label>
      <select
        id={id}
        className="field"
        value={chosen.role}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => onChange({ role: target.value })}
      >
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {account.roles[role]}
          </option>
        ))}
      </select>
      <p className="field-hint" id={`${id}-hint`}>
        {t.roleHints[chosen.role]}
      </p>
    </div>
  );
}

function InboxFields({ chosen, onChange }: PartProps) {
  const t = useDialogT().settings;
  const { inboxes } = useMe();
  const put = (id: Id, isIn: boolean): void => {
    const others = chosen.inboxes.filter((one) => one !== id);
    onChange({ inboxes: isIn ? [...others, id] : others });
  };
  return (
    <fieldset className="settings-choice">
      <legend>{t.inboxes}</legend>
      {inboxes.map(({ id, name }) => (
        <Check key={id} label={name} isOn={chosen.inboxes.includes(id)} onChange={(isIn) => put(id, isIn)} />
      ))}
    </fieldset>
  );
}

/** One request at a time. */
function useSaving({ id, name }: Account, onDone: () => void) {
  const t = useT();
  const { changed } = useDialogT().settings;
  const { queries } = useClient();
  const say = useSay();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const save = async (change: Partial<AccountChange>): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    setProblem("");
    try {
      const account = await patchAccount(id, change);
      queries.setQueryData<Account[]>(ACCOUNTS, (known) =>
        known?.map((one) => (one.id === id ? account : one)),
      );
    } catch (error) {
      setProblem(error instanceof ApiError ? error.sentence : t.login.noAnswer);
      return setBusy(false);
    }
    onDone();
    say(changed(name));
  };
  return { problem, save };
}
