/** From "who are you" to the console. */
import { QueryClientProvider } from "@tanstack/react-query";
import { Component, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { ApiError, onLoggedOut } from "../api";
import { Desk } from "../desk";
import { getMe, logOut } from "../endpoints";
import { t } from "../i18n/en";
import { backoff } from "../live/backoff";
import type { Me } from "../protocol";
import { Console } from "./Console";
import { DeskContext, useDesk, useSignal } from "./context";
import { Login } from "./Login";
import { LoginAgain } from "./parts";
import { SessionContext } from "./session";

/** undefined: not known yet; null: nobody. */
type Who = Me | null | undefined;

export function App() {
  const [me, setMe] = useState<Who>(undefined);
  const [problem, setProblem] = useState(false);
  useEffect(() => askWho(setMe, setProblem), []);
  const leave = useCallback(() => {
    // Also when the server does not answer: the agent wants to be gone.
    void logOut().catch(() => {}).then(() => setMe(null));
  }, []);
  const session = useMemo(() => ({ me: me ?? null, logOut: leave }), [me, leave]);
  if (me === undefined) return <p className="start" role="status">{problem ? t.login.noAnswer : ""}</p>;
  if (me === null) return <main className="start"><Login onLoggedIn={setMe} /></main>;
  return (
    <Crash>
      <SessionContext value={session}><Logged me={me} key={me.id} /></SessionContext>
    </Crash>
  );
}

/** Asks until the server answers. */
function askWho(setMe: (me: Who) => void, setProblem: (problem: boolean) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const ask = async (attempt: number): Promise<void> => {
    try {
      const me = await getMe();
      if (!over) setMe(me);
    } catch (error) {
      if (over) return;
      if (error instanceof ApiError && error.status < 500) return setMe(null);
      setProblem(true);
      timer = setTimeout(() => void ask(attempt + 1), backoff(attempt));
    }
  };
  void ask(0);
  return () => {
    over = true;
    clearTimeout(timer);
  };
}

function Logged({ me }: { me: Me }) {
  const [desk, setDesk] = useState<Desk | null>(null);
  useEffect(() => {
    const mine = new Desk(me);
    setDesk(mine);
    onLoggedOut(() => mine.loggedOut.set(true));
    const wake = (): void => {
      if (document.visibilityState === "visible") mine.wake();
    };
    const events = ["visibilitychange", "online", "pageshow", "focus"];
    for (const event of events) window.addEventListener(event, wake);
    document.addEventListener("visibilitychange", wake);
    return () => {
      for (const event of events) window.removeEventListener(event, wake);
      document.removeEventListener("visibilitychange", wake);
      onLoggedOut(() => {});
      mine.close();
    };
  }, [me]);
  if (desk === null) return null;
  return (
    <DeskContext value={desk}>
      <QueryClientProvider client={desk.queries}>
        <Console />
        <Session />
      </QueryClientProvider>
    </DeskContext>
  );
}

/** Over the console, which stays as it is: nothing that was written is lost. */
function Session() {
  const isOut = useSignal(useDesk().loggedOut);
  return isOut ? <LoginAgain /> : null;
}

/** A bug of ours must not leave a white page. */
class Crash extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    if (!this.state.crashed) return this.props.children;
    return (
      <main className="start">
        <div className="empty">
          <h1 className="empty-title">{t.crash.title}</h1>
          <p>{t.crash.hint}</p>
          <button type="button" className="button primary" onClick={() => location.reload()}>{t.crash.reload}</button>
        </div>
      </main>
    );
  }
}
