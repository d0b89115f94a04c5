/** The log-in form: as a page, or over the console when the session has ended. */
import { useState, type FormEvent } from "react";
import { ApiError } from "../../protocol/rest/request";
import { logIn } from "../../protocol/rest/endpoints";
import type { Me } from "../../protocol";
import type { Sentences } from "../i18n/en";
import { useT } from "../i18n/language";
import "./Login.css";

interface LoginProps {
  /** The agent whose console waits underneath. */
  again?: Me;
  onLoggedIn: (me: Me) => void;
}

export function Login({ again, onLoggedIn }: LoginProps) {
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
      {!again && <h1>{t.product}</h1>}
      {again && <p className="muted">{t.login.againHint}</p>}
      <label>
        {t.login.username}
        <input
          className="field"
          name="username"
          autoComplete="username"
          required
          defaultValue={again?.username}
          autoCapitalize="none"
        />
      </label>
      <label>
        {t.login.password}
        <input className="field" name="password" type="password" autoComplete="current-password" required />
      </label>
      <p className="form-problem" role="alert">
        {problem}
      </p>
      <button type="submit" className="button primary" disabled={busy}>
        {busy ? t.login.busy : t.login.submit}
      </button>
    </form>
  );
}

function sentence(error: unknown, t: Sentences): string {
  if (!(error instanceof ApiError)) return t.login.noAnswer;
  return error.status === 429 ? t.login.tooMany(error.retryAfter) : error.sentence;
}
