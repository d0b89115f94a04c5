/** A message that the server has not shown back yet. */
import { useMemo } from "react";
import { clockTime } from "../../ui/text/format";
import { isConnected } from "../../protocol/socket/socket";
import { FILE_GONE } from "../../store/sending/sending";
import { refusalSentence } from "../shared/refusalSentence";
import type { Upload } from "../../store/sending/uploads";
import { asMessage, type Pending } from "../../store/state/pending";
import { useClient, useSignal } from "../context";
import { Clock, Exclamation } from "../../ui/components/icons";
import { useThreadActions } from "../thread/threadActions";
import { MessageContent, isPlain } from "./MessageContent";
import { QuoteText } from "./Quoted";
import { go } from "../shell/useRoute";
import { useT } from "../i18n/language";
import "./Bubble.css";

export function PendingBubble({ pending }: { pending: Pending }) {
  const t = useT();
  const client = useClient();
  const upload = client.sending.uploads.get(pending.clientId);
  const message = useMemo(
    () => asMessage(pending, upload?.url ?? pending.file?.url ?? null),
    [pending, upload],
  );
  const isStuck = pending.state === "refused" || pending.state === "conflict";
  return (
    <div className={`bubble-line ${message.direction} pending`}>
      <div className="bubble-side">
        <div className={`bubble kind-${message.kind}`}>
          {message.direction === "note" && <p className="bubble-hint">{t.bubble.note}</p>}
          {message.reply_to && <QuoteText conversation={message.conversation} quoted={message.reply_to} />}
          <div className={isPlain(message) ? "bubble-end" : "bubble-stack"}>
            <MessageContent message={message} />
            {upload && !isStuck && pending.media === null && <Progress upload={upload} />}
            <Meta pending={pending} isStuck={isStuck} />
          </div>
        </div>
      </div>
      {isStuck ? <Stuck pending={pending} /> : <Waiting pending={pending} />}
    </div>
  );
}

function Meta({ pending, isStuck }: { pending: Pending; isStuck: boolean }) {
  const t = useT();
  return (
    <p className="bubble-meta">
      <time dateTime={pending.at}>{clockTime(pending.at)}</time>
      {isStuck ? (
        <Exclamation className="ticks red" label={t.bubble.notSent} />
      ) : (
        <Clock className="ticks" label={t.statuses.queued} />
      )}
    </p>
  );
}

function Progress({ upload }: { upload: Upload }) {
  const t = useT();
  const part = useSignal(upload.progress);
  const percent = Math.round(part * 100);
  return (
    <progress className="upload-progress" max={100} value={percent} aria-label={t.media.uploading(percent)} />
  );
}

function Waiting({ pending }: { pending: Pending }) {
  const t = useT();
  const link = useSignal(useClient().link);
  const isOffline = pending.state === "waiting" && !isConnected(link);
  return isOffline ? <p className="bubble-hint">{t.bubble.waiting}</p> : null;
}

function Stuck({ pending }: { pending: Pending }) {
  const t = useT();
  const { sending, discard } = useStuckVerbs(pending);
  const { edit } = useThreadActions();
  const isText = (pending.kind === "text" || pending.kind === "note") && pending.file === null;
  const isGone = pending.refusal?.code === FILE_GONE;
  return (
    <div className="send-error red">
      <Exclamation />
      <div>
        <p>
          <strong>{t.bubble.notSent}</strong>
        </p>
        <p>{pending.refusal && refusalSentence(pending.refusal, t)}</p>
        <p className="send-error-actions">
          {pending.refusal?.code === "window_closed" && !pending.hold && (
            <Again
              label={t.bubble.whenReply}
              onAgain={() => sending.resend(pending.clientId, { hold: true })}
            />
          )}
          <Elsewhere pending={pending} />
          {!isGone && <Again label={t.bubble.tryAgain} onAgain={() => sending.resend(pending.clientId)} />}
          {isText ? (
            <button type="button" className="button small" onClick={() => edit(pending)}>
              {t.bubble.edit}
            </button>
          ) : (
            <button type="button" className="button small" onClick={discard}>
              {t.bubble.discard}
            </button>
          )}
        </p>
      </div>
    </div>
  );
}

function Again({ label, onAgain }: { label: string; onAgain: () => void }) {
  return (
    <button type="button" className="button small" onClick={onAgain}>
      {label}
    </button>
  );
}

function Elsewhere({ pending: { refusal } }: { pending: Pending }) {
  const t = useT();
  const { elsewhere } = refusal ?? {};
  if (elsewhere === undefined) return null;
  return (
    <button type="button" className="button small" onClick={() => go({ open: elsewhere })}>
      {t.bubble.openOther}
    </button>
  );
}

function useStuckVerbs({ clientId }: Pending) {
  const client = useClient();
  return { sending: client.sending, discard: () => client.discard(clientId) };
}
