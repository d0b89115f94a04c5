/** From "who are you" to the console. */
import { QueryClientProvider } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { ApiError, onLoggedOut } from "../../protocol/rest/request";
import { ConsoleClient } from "../../store/client";
import { getMe, logOut } from "../../protocol/rest/endpoints";
import { backoff } from "../../protocol/socket/backoff";
import type { Me } from "../../protocol";
import { Console } from "./Console";
import { ClientContext, useClient, useSignal } from "../context";
import { Login } from "./Login";
import { LoginAgain } from "../lazyComponents";
import { pageAskedFor } from "./route";
import { SessionContext } from "./session";
import { ErrorBoundary } from "../../ui/components/ErrorBoundary";
import { useT } from "../i18n/language";
import "./Login.css";

/** undefined: not known yet; null: nobody. */
type Who = Me | null | undefined;

export function App() {
  const t = useT();
  const [me, setMe] = useState<Who>(undefined);
  const [problem, setProblem] = useState(false);
  useEffect(() => loadMe(setMe, setProblem), []);
  const enter = useCallback((agent: Me) => {
    const page = pageAskedFor(location.search);
    if (page === null) setMe(agent);
    else location.assign(page);
  }, []);
  const leave = useCallback(() => {
    // Also when the server does not answer: the agent wants to be gone.
    void logOut()
      .catch(() => {})
      .then(() => setMe(null));
  }, []);
  const session = useMemo(() => ({ me: me ?? null, logOut: leave }), [me, leave]);
  if (me === undefined)
    return (
      <p className="start" role="status">
        {problem ? t.login.noAnswer : ""}
      </p>
    );
  if (me === null)
    return (
      <main className="start">
        <Login onLoggedIn={enter} />
      </main>
    );
  return (
    <ErrorBoundary fallback={<Crashed />}>
      <SessionContext value={session}>
        <LoggedIn me={me} key={me.id} />
      </SessionContext>
    </ErrorBoundary>
  );
}

/** Asks until the server answers. */
function loadMe(setMe: (me: Who) => void, setProblem: (problem: boolean) => void): () => void {
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

function LoggedIn({ me }: { me: Me }) {
  const [client, setClient] = useState<ConsoleClient | null>(null);
  useEffect(() => {
    const mine = new ConsoleClient(me);
    // oxlint-disable-next-line react/set-state-in-effect -- it owns a socket, so it is made and closed as effects are
    setClient(mine);
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
  if (client === null) return null;
  return (
    <ClientContext value={client}>
      <QueryClientProvider client={client.queries}>
        <Console />
        <Session />
      </QueryClientProvider>
    </ClientContext>
  );
}

/** Over the console, which stays as it is: nothing that was written is lost. */
function Session() {
  const isOut = useSignal(useClient().loggedOut);
  return isOut ? <LoginAgain /> : null;
}

/** A bug of ours must not leave a white page. */
function Crashed() {
  const t = useT();
  return (
    <main className="start">
      <div className="empty">
        <h1 className="empty-title">{t.crash.title}</h1>
        <p>{t.crash.hint}</p>
        <button type="button" className="button primary" onClick={() => location.reload()}>
          {t.crash.reload}
        </button>
      </div>
    </main>
  );
}
