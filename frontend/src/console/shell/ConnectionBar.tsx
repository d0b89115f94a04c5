/** How the connection stands: a light that is always there, a bar when it matters, a notice that passes. */
import { useEffect, useRef, useState } from "react";
import { isConnected, type Link } from "../../protocol/socket/socket";
import { useClient, useSignal } from "../context";
import { useOnline } from "../shared/useOnline";
import type { Sentences } from "../i18n/en";
import { useT } from "../i18n/language";
import { announce } from "./announcer";
import "./ConnectionBar.css";

/** A restart of the server is over sooner than this, and nobody needs to be told. */
const PATIENCE_MS = 3000;

function lightText(link: Link, online: boolean, hasInbox: boolean, t: Sentences): string {
  if (!online) return t.link.offline;
  if (!hasInbox) return t.link.noInbox;
  if (link.inSync) return t.link.inSync;
  return {
    connecting: t.link.connecting,
    open: t.link.catchingUp,
    waiting: t.link.waiting,
    polling: t.link.polling,
    stopped: t.link.stopped,
  }[link.state];
}

/** Green: everything that the server knows is on this screen. */
export function SyncLight() {
  const t = useT();
  const client = useClient();
  const link = useSignal(client.link);
  const online = useOnline();
  const hasInbox = client.me.inboxes.length > 0;
  const tone =
    link.inSync && online && hasInbox ? "in-sync" : isConnected(link) && online ? "behind" : "away";
  const text = lightText(link, online, hasInbox, t);
  return (
    // Seen, and found by who looks for it; what matters of it is said by the bar and the notices.
    <p className={`sync-light ${tone}`} title={text}>
      <i aria-hidden="true" />
      <span>{text}</span>
    </p>
  );
}

export function ConnectionBar() {
  // The region is there before what it says, or that is not read.
  return (
    <div role="status">
      <CurrentBar />
    </div>
  );
}

function CurrentBar() {
  const t = useT();
  const client = useClient();
  const link = useSignal(client.link);
  const online = useOnline();
  const isLost = useIsLost(link);
  useBackAgain(isLost || !online, link.inSync && online);
  if (link.stop === "reload") {
    return <Bar text={t.link.reloadBar} action={t.link.reload} onAction={() => location.reload()} />;
  }
  if (link.stop === "forbidden") return <Bar text={t.link.forbiddenBar} />;
  if (!online) return <Bar text={t.link.offlineBar} />;
  const isBlocked = link.state === "polling";
  if (!isBlocked && !isLost) return null;
  return (
    <Bar
      text={isBlocked ? t.link.blockedBar : t.link.waitingBar}
      action={t.link.retryNow}
      onAction={() => client.wake()}
    />
  );
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

/** After a loss that was said. That something was missed is a notice, which says as much. */
function useBackAgain(isAway: boolean, isBack: boolean): void {
  const t = useT();
  const { notice } = useClient();
  const wasAway = useRef(false);
  useEffect(() => {
    if (isAway) wasAway.current = true;
    else if (wasAway.current && isBack) {
      wasAway.current = false;
      if (notice.get()?.kind !== "caught-up") announce(t.announced.connected);
    }
  }, [isAway, isBack, notice, t]);
}

function Bar({ text, action, onAction }: { text: string; action?: string; onAction?: () => void }) {
  return (
    <div className="bar">
      <span>{text}</span>
      {action !== undefined && (
        <button type="button" className="button small" onClick={onAction}>
          {action}
        </button>
      )}
    </div>
  );
}
