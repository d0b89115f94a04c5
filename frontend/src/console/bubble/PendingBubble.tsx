/** A message that the server has not shown back yet. */
import { useMemo } from "react";
import { clockTime } from "../../ui/text/format";
import { isConnected } from "../../protocol/socket/socket";
import type { Upload } from "../../store/sending/uploads";
import { asMessage, type Pending } from "../../store/state/pending";
import { useClient, useSignal } from "../context";
import { Clock, Exclamation } from "../../ui/components/icons";
import { MessageContent, isPlain } from "./MessageContent";
import { QuoteText } from "./Quoted";
import { Plan } from "./Scheduled";
import { Stuck } from "./Stuck";
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
        <Clock className="ticks" label={pending.sendAt === null ? t.statuses.queued : t.bubble.scheduled} />
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
  return (
    <>
      {pending.sendAt !== null && (
        <div className="send-error amber">
          <Clock />
          <div>
            <Plan sendAt={pending.sendAt} fallback={pending.fallback} />
          </div>
        </div>
      )}
      {isOffline && <p className="bubble-hint">{t.bubble.waiting}</p>}
    </>
  );
}
