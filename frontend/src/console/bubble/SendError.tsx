/** What went wrong with a message in plain words, and what can be done. */
import { windowState } from "../../ui/text/format";
import type { Message } from "../../protocol";
import { isCalm, remedies, type Remedy } from "../../store/messages/failures";
import { useConversation, useClient, useInbox, useNow } from "../context";
import { Clock, Exclamation, Question } from "../../ui/components/icons";
import { useThreadActions } from "../thread/threadActions";
import { ActionButton } from "./ActionButton";
import { Scheduled } from "./Scheduled";
import { useT } from "../i18n/language";

export function SendError({ message }: { message: Message }) {
  if (message.direction !== "outbound") return null;
  if (message.status === "failed") return <Failed message={message} />;
  if (message.status === "held") return <Held message={message} />;
  return message.status === "unconfirmed" ? <Unconfirmed message={message} /> : null;
}

function Failed({ message }: { message: Message }) {
  const t = useT();
  const isClosed = useIsClosed(message);
  const { code, title, detail, action, advice } = message.error ?? {
    code: "",
    title: t.statuses.failed,
    detail: "",
    action: "",
    advice: "none",
  };
  const offered = remedies({ kind: message.kind, code, advice, isClosed });
  return (
    <div className={isCalm(message.error) ? "send-error" : "send-error red"}>
      <Exclamation />
      <div>
        <p>
          <strong>{title}</strong>
        </p>
        {detail !== "" && <p>{detail}</p>}
        {action !== "" && <p>{action}</p>}
        {offered.length > 0 && (
          <p className="send-error-actions">
            {offered.map((remedy) => (
              <RemedyButton key={remedy} remedy={remedy} message={message} />
            ))}
          </p>
        )}
      </div>
    </div>
  );
}

function RemedyButton({ remedy, message }: { remedy: Remedy; message: Message }) {
  const t = useT();
  const client = useClient();
  const { asTemplate, whenReply } = useThreadActions();
  switch (remedy) {
    case "template":
      return (
        <button type="button" className="button small" onClick={asTemplate}>
          {t.bubble.asTemplate}
        </button>
      );
    case "hold":
      return (
        <button type="button" className="button small" onClick={() => whenReply(message.content)}>
          {t.bubble.whenReply}
        </button>
      );
    default:
      return (
        <ActionButton
          label={remedy === "anyway" ? t.bubble.sendAnyway : t.bubble.resend}
          busy={t.bubble.resending}
          work={() => client.retry(message)}
        />
      );
  }
}

function useIsClosed({ conversation, inbox }: Message): boolean {
  const now = useNow();
  const service = useConversation(conversation)?.window ?? { open: false, closes_at: null };
  const can = useInbox(inbox)?.capabilities;
  return (
    can !== undefined && can.templates && can.window_hours > 0 && windowState(service, now).level === "closed"
  );
}

function Unconfirmed({ message }: { message: Message }) {
  const t = useT();
  const client = useClient();
  return (
    <div className="send-error amber">
      <Question />
      <div>
        <p>{t.bubble.unconfirmed}</p>
        <p className="send-error-actions">
          <ActionButton label={t.bubble.arrived} work={() => client.confirm(message)} />
          <ActionButton
            label={t.bubble.sendAgain}
            busy={t.bubble.resending}
            work={() => client.retry(message)}
          />
        </p>
      </div>
    </div>
  );
}

function Held({ message }: { message: Message }) {
  const t = useT();
  const client = useClient();
  const isClosed = useIsClosed(message);
  if (message.send_at !== null)
    return <Scheduled message={message} sendAt={message.send_at} isClosed={isClosed} />;
  return (
    <div className="send-error amber">
      <Clock />
      <div>
        <p>{t.bubble.held}</p>
        <p className="send-error-actions">
          {!isClosed && <ActionButton label={t.bubble.sendNow} work={() => client.release(message)} />}
          <ActionButton label={t.bubble.cancel} work={() => client.cancel(message)} />
        </p>
      </div>
    </div>
  );
}
