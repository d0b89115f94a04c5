/** From "who are you" to the console. */
import { QueryClientProvider } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { ApiError, onLoggedOut } from "../../protocol/rest/request";
import { ConsoleClient } from "../../store/client";
import { watchClock } from "../../protocol/serverClock";
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
import { useOnline } from "../shared/useOnline";
import { useT } from "../i18n/language";
import "./Login.css";

/** undefined: not known yet; null: nobody. */
type Who = Me | null | undefined;

export function App() {
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
  if (me === undefined) return <NotYet isSilent={problem} />;
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

/** Somebody wants to know who this is without waiting any longer. */
const ASK = "console:ask";

/** Who this is, the server has not said. */
function NotYet({ isSilent }: { isSilent: boolean }) {
  const t = useT();
  const isOnline = useOnline();
  return (
    <main className="start">
      <div className="empty">
        <p role="status">{isSilent ? (isOnline ? t.login.waiting : t.login.noNetwork) : ""}</p>
        {isSilent && (
          <button type="button" className="button" onClick={() => window.dispatchEvent(new Event(ASK))}>
            {t.list.retry}
          </button>
        )}
      </div>
    </main>
  );
}

/** Asks until the server answers. */
function loadMe(setMe: (me: Who) => void, setProblem: (problem: boolean) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const ask = async (attempt: number): Promise<void> => {
    try {
      known(await getMe());
    } catch (error) {
      if (over) return;
      if (error instanceof ApiError && error.status < 500) return known(null);
      setProblem(true);
      timer = setTimeout(() => void ask(attempt + 1), backoff(attempt));
    }
  };
  const now = (): void => {
    clearTimeout(timer);
    void ask(0);
  };
  const stop = (): void => {
    over = true;
    clearTimeout(timer);
    for (const event of [ASK, "online"]) window.removeEventListener(event, now);
  };
  /** Nobody is asked any more: another answer would begin the console anew. */
  const known = (me: Me | null): void => {
    if (over) return;
    stop();
    setMe(me);
  };
  for (const event of [ASK, "online"]) window.addEventListener(event, now);
  void ask(0);
  return stop;
}

function LoggedIn({ me }: { me: Me }) {
  const [client, setClient] = useState<ConsoleClient | null>(null);
  useEffect(() => {
    const mine = new ConsoleClient(me);
    // oxlint-disable-next-line react/set-state-in-effect -- it owns a socket, so it is made and closed as effects are
    setClient(mine);
    const unwatchClock = watchClock(() => void getMe().catch(() => {}));
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
      unwatchClock();
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
