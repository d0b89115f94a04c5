/** What the server has refused and this browser still has: why, and what can be done. */
import { Exclamation } from "../../ui/components/icons";
import type { Conversation } from "../../protocol";
import { NO_CAPABILITIES } from "../../protocol/inboxes";
import { FILE_GONE } from "../../store/sending/sending";
import type { Pending } from "../../store/state/pending";
import { useClient, useConversation, useInbox } from "../context";
import { useT } from "../i18n/language";
import { SendLater } from "../lazyComponents";
import { refusalSentence } from "../shared/refusalSentence";
import { go } from "../shell/useRoute";
import { useThreadActions } from "../thread/threadActions";
import { ChangeTime } from "./ChangeTime";

/** It was without a connection for too long. */
const PASSED = "time_passed";
/** It may go, but not at the time that was chosen. */
const UNTIMELY: ReadonlySet<string> = new Set([PASSED, "too_far_ahead", "window_closed_then"]);

export function Stuck({ pending }: { pending: Pending }) {
  const t = useT();
  return (
    <div className="send-error red">
      <Exclamation />
      <div>
        <p>
          <strong>{t.bubble.notSent}</strong>
        </p>
        <p>{pending.refusal && refusalSentence(pending.refusal, t)}</p>
        <p className="send-error-actions">
          <OnceMore pending={pending} />
          <GiveUp pending={pending} />
        </p>
      </div>
    </div>
  );
}

function OnceMore({ pending }: { pending: Pending }) {
  const t = useT();
  const { sending } = useClient();
  const { clientId, hold, sendAt } = pending;
  const code = pending.refusal?.code ?? "";
  if (sendAt !== null && UNTIMELY.has(code)) return <AnotherTime pending={pending} />;
  return (
    <>
      {code === "window_closed" && !hold && (
        <Again label={t.bubble.whenReply} onAgain={() => sending.resend(clientId, { hold: true })} />
      )}
      <Elsewhere pending={pending} />
      {code !== FILE_GONE && <Again label={t.bubble.tryAgain} onAgain={() => sending.resend(clientId)} />}
    </>
  );
}

/** A text is there to be changed, a file is not. */
function GiveUp({ pending }: { pending: Pending }) {
  const { bubble: t } = useT();
  const client = useClient();
  const { edit } = useThreadActions();
  const isText = (pending.kind === "text" || pending.kind === "note") && pending.file === null;
  return isText ? (
    <button type="button" className="button small" onClick={() => edit(pending)}>
      {t.edit}
    </button>
  ) : (
    <button type="button" className="button small" onClick={() => client.discard(pending.clientId)}>
      {t.discard}
    </button>
  );
}

/** For the same time it would be refused again. */
function AnotherTime({ pending }: { pending: Pending }) {
  const t = useT();
  const { sending } = useClient();
  const conversation = useConversation(pending.conversation);
  const { clientId, refusal } = pending;
  return (
    <>
      <ChangeTime>
        {(anchor, close) =>
          conversation && (
            <NewTime pending={pending} conversation={conversation} anchor={anchor} onClose={close} />
          )
        }
      </ChangeTime>
      {refusal?.code === PASSED && (
        <Again
          label={t.bubble.sendNow}
          onAgain={() => sending.resend(clientId, { sendAt: null, fallback: null })}
        />
      )}
    </>
  );
}

interface NewTimeProps {
  pending: Pending;
  conversation: Conversation;
  anchor: Element;
  onClose: (left: boolean) => void;
}

function NewTime({ pending: { clientId, fallback }, conversation, anchor, onClose }: NewTimeProps) {
  const { sending } = useClient();
  const can = useInbox(conversation.inbox)?.capabilities ?? NO_CAPABILITIES;
  return (
    <SendLater
      reply={{ conversation, can }}
      parts={1}
      kept={fallback}
      anchor={anchor}
      onChosen={(later) => {
        onClose(false);
        sending.resend(clientId, { sendAt: later.at, fallback: later.fallback });
      }}
      onClose={onClose}
    />
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
