/** Who the agent is for colleagues, and what they may. */
import { useState, type FormEvent } from "react";
import { ApiError } from "../../protocol/rest/request";
import { Fact } from "../../ui/components/Fact";
import { useClient, useMe } from "../context";
import { Field } from "../dialogs/Field";
import { FormFoot } from "../dialogs/FormFoot";
import { useDialogT, useT } from "../i18n/language";
import { useSay } from "../shell/useSay";

/** As many characters as the server takes. */
const LONGEST = 150;

export function ProfileForm() {
  const t = useDialogT().settings;
  const me = useMe();
  const known = me.name === me.username ? "" : me.name;
  // Null: as it is known.
  const [typed, setTyped] = useState<string | null>(null);
  const name = typed ?? known;
  const { problem, rename } = useRename((sent) =>
    // What was typed meanwhile is not saved yet.
    setTyped((now) => (now?.trim() === sent ? null : now)),
  );
  const isSame = name.trim() === known || Array.from(name.trim()).length > LONGEST;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isSame) void rename(name.trim());
  };
  return (
    <form className="form" onSubmit={submit}>
      <Field
        label={t.name}
        value={name}
        most={LONGEST}
        hint={t.nameHint}
        problem={problem}
        autoComplete="name"
        onChange={setTyped}
      />
      <Facts />
      <FormFoot problem={isSame ? "" : null} label={t.save} />
    </form>
  );
}

function Facts() {
  const t = useDialogT().settings;
  const { roles } = useDialogT().account;
  const { username, role, inboxes } = useMe();
  return (
    <dl className="facts">
      <Fact name={t.username}>
        <bdi>{username}</bdi> <span className="muted">{t.usernameHint}</span>
      </Fact>
      <Fact name={t.role}>{roles[role] ?? role}</Fact>
      <Fact name={t.inboxes}>
        {inboxes.length === 0 ? t.noInbox : inboxes.map(({ name }) => name).join(", ")}
      </Fact>
    </dl>
  );
}

/** One request at a time. */
function useRename(onDone: (sent: string) => void) {
  const t = useT();
  const { saved } = useDialogT().settings;
  const client = useClient();
  const say = useSay();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const rename = async (name: string): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    setProblem("");
    try {
      const shown = await client.own.rename(name);
      if (shown === null) return;
      onDone(name);
      say(saved(shown));
    } catch (error) {
      setProblem(error instanceof ApiError ? error.sentence : t.login.noAnswer);
    } finally {
      setBusy(false);
    }
  };
  return { problem, rename };
}
