/** The right side of an empty selection: what there is to do, what was done today, who waits longest, three keys; or how to
 * begin. */
import { useCallback } from "react";
import type { Conversation, Id } from "../../protocol";
import { viewQuery, type View } from "../../protocol/lists";
import { plain } from "../../ui/text/markup";
import { contactName, span } from "../../ui/text/format";
import { Avatar } from "../../ui/components/Avatar";
import { useClient, useNow, useSelect, useSignal } from "../context";
import { useDialogT, useT } from "../i18n/language";
import { keysOf } from "../keyboard/keys";
import { useCount } from "../list/useCount";
import { useListed, useListQuery } from "../list/useListPages";
import { Unanswered } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import { WaitingClock } from "../shared/WaitingClock";
import { NoInbox } from "./NoInbox";
import { useFigures } from "./useFigures";
import { go } from "./useRoute";
import "./NothingOpen.css";

/** As many as one looks at; the view has the others. */
const SHOWN = 5;
const NUMBERS: readonly View[] = ["waiting", "unassigned", "mine", "mentions"];
const WAITING = viewQuery("waiting");

export function NothingOpen() {
  const { me } = useClient();
  return <div className="nothing-open">{me.inboxes.length === 0 ? <NoInbox /> : <Overview />}</div>;
}

function Overview() {
  const t = useDialogT().nothingOpen;
  return (
    <>
      <h2>{t.title}</h2>
      <section aria-labelledby="numbers-now">
        <h3 id="numbers-now">{t.now}</h3>
        <ul className="numbers">
          {NUMBERS.map((view) => (
            <li key={view}>
              <Figure view={view} />
            </li>
          ))}
        </ul>
      </section>
      <Today />
      <Waiting />
      <Keys />
    </>
  );
}

function Figure({ view }: { view: View }) {
  const t = useT();
  const count = useCount(`view:${view}`);
  return (
    <button type="button" className="number" onClick={() => go({ view })}>
      <b>{count ?? "–"}</b> <span>{t.views[view]}</span>
    </button>
  );
}

/** What everybody did in the agent's inboxes since midnight. */
function Today() {
  const t = useDialogT().nothingOpen;
  const figures = useFigures();
  const seconds = figures?.first_reply_seconds ?? null;
  const shown = [
    [t.answered, figures?.answered, t.answeredHint],
    [t.resolved, figures?.resolved, t.resolvedHint],
    [t.firstReply, seconds === null ? undefined : span(seconds * 1000), t.firstReplyHint],
  ] as const;
  return (
    <section aria-labelledby="numbers-today">
      <h3 id="numbers-today">{t.today}</h3>
      <dl className="today">
        {shown.map(([name, value, hint]) => (
          <div key={name} title={hint}>
            <dt>{name}</dt>
            <dd>
              <bdi>{value ?? "–"}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Waiting() {
  const t = useDialogT().nothingOpen;
  const isReady = useSignal(useClient().ready);
  const pages = useListQuery(WAITING, isReady);
  const isSilent = useSilent(pages);
  const ids = useListed(WAITING).slice(0, SHOWN);
  return (
    <section aria-labelledby="waiting-longest">
      <h3 id="waiting-longest">{t.waiting}</h3>
      {isSilent && <Unanswered what={t.waitingNotYet} />}
      {pages.isSuccess && ids.length === 0 && <p className="muted">{t.nobodyWaits}</p>}
      {pages.isPending && !isSilent && <WaitingSkeleton />}
      <ul className="waiting-list">
        {ids.map((id) => (
          <li key={id}>
            <Waits id={id} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** As high as what is to come. */
function WaitingSkeleton() {
  return (
    <ul className="waiting-list" aria-hidden="true">
      {Array.from({ length: SHOWN }, (_, index) => (
        <li key={index} className="skeleton" />
      ))}
    </ul>
  );
}

function Waits({ id }: { id: Id }) {
  const conversation = useSelect(useCallback((state) => state.conversations.get(id), [id]));
  return conversation ? <Row conversation={conversation} /> : null;
}

function Row({ conversation }: { conversation: Conversation }) {
  const now = useNow();
  const { id, contact, last_message: last } = conversation;
  return (
    <button type="button" className="waiting-row" onClick={() => go({ open: id })}>
      <Avatar id={contact.id} name={contactName(contact)} />
      <span className="waiting-words">
        <bdi className="waiting-name">{contactName(contact)}</bdi>{" "}
        <span className="waiting-last" dir="auto">
          {last && plain(last.content.slice(0, 120))}
        </span>
      </span>
      <WaitingClock conversation={conversation} now={now} />
    </button>
  );
}

function Keys() {
  const t = useDialogT().nothingOpen;
  const keys = [
    [`${keysOf("next")} ${keysOf("open")}`, t.keys.open],
    [keysOf("palette"), t.keys.find],
    [keysOf("help"), t.keys.all],
  ] as const;
  return (
    <dl className="three-keys">
      {keys.map(([key, what]) => (
        <div key={what}>
          <dt>
            {key.split(" ").map((one) => (
              <kbd key={one}>{one}</kbd>
            ))}
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
