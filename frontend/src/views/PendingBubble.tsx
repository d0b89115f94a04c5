/** A message that the server has not shown back yet. */
import { clockTime } from "../format";
import { t } from "../i18n/en";
import type { Pending } from "../state/pending";
import { Text } from "./Bubble";
import { useDesk, useSignal } from "./context";
import { Clock, Exclamation } from "./icons";

interface PendingProps {
  pending: Pending;
  /** Back into the composer. */
  onEdit: (pending: Pending) => void;
}

export function PendingBubble({ pending, onEdit }: PendingProps) {
  const { state } = pending;
  const isStuck = state === "refused" || state === "conflict";
  return (
    <div className="bubble-line outbound pending">
      <div className="bubble">
        <Text text={pending.content} />
        <p className="bubble-meta">
          <time dateTime={pending.at}>{clockTime(pending.at)}</time>
          {isStuck ? (
            <Exclamation className="ticks red" label={t.bubble.notSent} />
          ) : (
            <Clock className="ticks" label={t.statuses.queued} />
          )}
        </p>
      </div>
      {isStuck ? <Stuck pending={pending} onEdit={onEdit} /> : <Waiting pending={pending} />}
    </div>
  );
}

function Waiting({ pending }: { pending: Pending }) {
  const link = useSignal(useDesk().link);
  const isOffline = pending.state === "waiting" && link.state !== "open";
  return isOffline ? <p className="bubble-hint">{t.bubble.waiting}</p> : null;
}

function Stuck({ pending, onEdit }: PendingProps) {
  const desk = useDesk();
  return (
    <div className="trouble red">
      <Exclamation />
      <div>
        <p><strong>{t.bubble.notSent}</strong></p>
        <p>{pending.refusal?.sentence}</p>
        <p className="trouble-actions">
          <button type="button" className="button small" onClick={() => desk.resend(pending.clientId)}>
            {t.bubble.tryAgain}
          </button>
          <button type="button" className="button small" onClick={() => onEdit(pending)}>{t.bubble.edit}</button>
        </p>
      </div>
    </div>
  );
}
