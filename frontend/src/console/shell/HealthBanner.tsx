/** Inboxes that cannot send, or that need a look: what happened, what to do, since when. */
import { useState } from "react";
import { listTime } from "../../ui/text/format";
import type { Health, Inbox } from "../../protocol";
import { useClient, useNow, useSelect } from "../context";
import { Close, Exclamation, Warning } from "../../ui/components/icons";
import { useT } from "../i18n/language";
import { inboxAdminUrl } from "./installation";
import "./ConnectionBar.css";

export function HealthBanner() {
  const inboxes = useSelect((state) => state.me?.inboxes);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const ill = (inboxes ?? []).filter((inbox) => inbox.health.state !== "ok" && !hidden.has(keyOf(inbox)));
  return ill.map((inbox) => (
    <Ill key={inbox.id} inbox={inbox} onHide={() => setHidden(new Set([...hidden, keyOf(inbox)]))} />
  ));
}

/** A new problem is shown again. */
function keyOf({ id, health }: Inbox): string {
  return `${id} ${health.state} ${health.since}`;
}

function Ill({ inbox, onHide }: { inbox: Inbox; onHide: () => void }) {
  const t = useT();
  const page = inboxAdminUrl(inbox.id, useClient().me);
  const isPaused = inbox.health.state === "paused";
  return (
    <div className={isPaused ? "health paused" : "health"} role={isPaused ? "alert" : "status"}>
      {isPaused ? <Exclamation /> : <Warning />}
      <p>
        <strong>{isPaused ? t.health.paused(inbox.name) : t.health.warning(inbox.name)}</strong>
        <Since since={inbox.health.since} /> <Reasons health={inbox.health} /> {isPaused && t.health.inbound}{" "}
        {page !== null && <a href={page}>{t.health.open}</a>}
      </p>
      {!isPaused && (
        <button
          type="button"
          className="icon-button"
          onClick={onHide}
          aria-label={t.health.hide}
          title={t.health.hide}
        >
          <Close />
        </button>
      )}
    </div>
  );
}

function Since({ since }: { since: string | null }) {
  const t = useT();
  const now = useNow();
  return since !== null && <time dateTime={since}> {t.health.since(listTime(since, new Date(now)))}.</time>;
}

/** What happened and what to do. The provider's own words are left out where there is little room. */
function Reasons({ health: { error } }: { health: Health }) {
  const t = useT();
  return (
    <>
      {sentence(error?.["title"] || t.health.unknown)}{" "}
      <span className="health-detail">{sentence(error?.["detail"])} </span>
      {sentence(error?.["action"])}
    </>
  );
}

/** Providers' ones come with and without a full stop. */
function sentence(detail = ""): string {
  const text = detail.trim();
  return text === "" || /[.!?…]$/u.test(text) ? text : `${text}.`;
}
