/** The log-in form: as a page, or over the console when the session has ended. */
import { useState, type FormEvent, type Ref } from "react";
import { ApiError } from "../../protocol/rest/request";
import { logIn } from "../../protocol/rest/endpoints";
import type { Me } from "../../protocol";
import type { Sentences } from "../i18n/en";
import { Mark } from "../../ui/components/icons";
import { useT } from "../i18n/language";
import { organisationName } from "./installation";
import "./Login.css";

interface LoginProps {
  /** The agent whose console waits underneath. */
  again?: Me | undefined;
  onLoggedIn: (me: Me) => void;
  /** Where their name is known already, this is what is missing. */
  password?: Ref<HTMLInputElement> | undefined;
}

export function Login({ again, onLoggedIn, password }: LoginProps) {
  const t = useT();
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    setBusy(true);
    setProblem("");
    try {
      onLoggedIn(await logIn(String(given.get("username")), String(given.get("password"))));
    } catch (error) {
      setProblem(sentence(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="login" onSubmit={(event) => void submit(event)}>
      {!again && <Whose />}
      {again && <p className="muted">{t.login.againHint}</p>}
      <Fields again={again} password={password} />
      <p className="form-problem" role="alert">
        {problem}
      </p>
      <button type="submit" className="button primary" disabled={busy}>
        {busy ? t.login.busy : t.login.submit}
      </button>
    </form>
  );
}

/** The product, and above it whose console it is. */
function Whose() {
  const t = useT();
  const organisation = organisationName();
  return (
    <h1>
      <Mark />
      <span>
        {organisation !== "" && <bdi className="login-organisation">{organisation}</bdi>}{" "}
        <span className={organisation === "" ? undefined : "login-product"}>{t.product}</span>
      </span>
    </h1>
  );
}

function Fields({ again, password }: Pick<LoginProps, "again" | "password">) {
  const t = useT();
  return (
    <>
      <label>
        {t.login.username}
        <input
          className="field"
          ref={again ? undefined : focusOnce}
          name="username"
          autoComplete="username"
          required
          defaultValue={again?.username}
          autoCapitalize="none"
        />
      </label>
      <label>
        {t.login.password}
        <input
          ref={password}
          className="field"
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
      </label>
    </>
  );
}

/** The page has nothing else. */
function focusOnce(field: HTMLInputElement | null): void {
  field?.focus();
}

function sentence(error: unknown, t: Sentences): string {
  if (!(error instanceof ApiError)) return t.login.noAnswer;
  return error.status === 429 ? t.login.tooMany(error.retryAfter) : error.sentence;
}
