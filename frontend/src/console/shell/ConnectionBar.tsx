/** How the connection stands: a light that is always there, a bar when it matters, a notice that passes. */
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Link } from "../../protocol/socket/socket";
import type { Id } from "../../protocol";
import { useClient, useSignal } from "../context";
import { Close } from "../../ui/components/icons";
import type { Sentences } from "../i18n/en";
import { useT } from "../i18n/language";
import "./ConnectionBar.css";

/** A restart of the server is over sooner than this, and nobody needs to be told. */
const PATIENCE_MS = 3000;
const NOTICE_MS = 5000;

function useOnline(): boolean {
  return useSyncExternalStore(subscribeOnline, () => navigator.onLine);
}

function subscribeOnline(listener: () => void): () => void {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

function lightText(link: Link, online: boolean, t: Sentences): string {
  if (!online) return t.link.offline;
  if (link.inSync) return t.link.inSync;
  return {
    connecting: t.link.connecting,
    open: t.link.catchingUp,
    waiting: t.link.waiting,
    stopped: t.link.stopped,
  }[link.state];
}

/** Green: everything that the server knows is on this screen. */
export function SyncLight() {
  const t = useT();
  const link = useSignal(useClient().link);
  const online = useOnline();
  const tone = link.inSync && online ? "in-sync" : link.state === "open" && online ? "behind" : "away";
  return (
    <p className={`sync-light ${tone}`} role="status">
      <i aria-hidden="true" />
      {lightText(link, online, t)}
    </p>
  );
}

export function ConnectionBar() {
  const t = useT();
  const client = useClient();
  const link = useSignal(client.link);
  const online = useOnline();
  const isLost = useIsLost(link);
  if (link.stop === "reload") {
    return <Bar text={t.link.reloadBar} action={t.link.reload} onAction={() => location.reload()} />;
  }
  if (link.stop === "forbidden") return <Bar text={t.link.forbiddenBar} />;
  if (!online) return <Bar text={t.link.offlineBar} />;
  return isLost ? (
    <Bar text={t.link.waitingBar} action={t.link.retryNow} onAction={() => client.wake()} />
  ) : null;
}

/** Away for longer than a restart takes. */
function useIsLost({ state }: Link): boolean {
  const [lost, setLost] = useState(false);
  const isAway = state === "waiting" || state === "connecting";
  useEffect(() => {
    if (!isAway) return;
    const timer = setTimeout(() => setLost(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setLost(false);
    };
  }, [isAway]);
  return lost && isAway;
}

function Bar({ text, action, onAction }: { text: string; action?: string; onAction?: () => void }) {
  return (
    <div className="bar" role="status">
      <span>{text}</span>
      {action !== undefined && (
        <button type="button" className="button small" onClick={onAction}>
          {action}
        </button>
      )}
    </div>
  );
}

export function NoticeBox({ onOpen }: { onOpen: (conversation: Id) => void }) {
  const t = useT();
  const client = useClient();
  const notice = useSignal(client.notice);
  useEffect(() => {
    if (notice === null || (notice.kind === "problem" && notice.conversation !== undefined)) return;
    const timer = setTimeout(() => client.notice.set(null), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [client, notice]);
  const close = (): void => client.notice.set(null);
  return (
    <div className="notices" role="status">
      {notice?.kind === "caught-up" && <p className="notice">{t.link.caughtUp(notice.events)}</p>}
      {notice?.kind === "problem" && (
        <div className="notice problem">
          <p>{notice.text}</p>
          {notice.conversation !== undefined && (
            <button
              type="button"
              className="button small"
              onClick={() => {
                onOpen(notice.conversation ?? 0);
                close();
              }}
            >
              {t.conflict.open}
            </button>
          )}
          <button type="button" className="icon-button" onClick={close} aria-label={t.timeline.close}>
            <Close />
          </button>
        </div>
      )}
    </div>
  );
}
