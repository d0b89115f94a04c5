/** A message that goes out later: when, and what can be done with it until then. */
import { useState } from "react";
import type { Message } from "../../protocol";
import { Clock } from "../../ui/components/icons";
import { soonTime } from "../../ui/text/format";
import { useClient, useNow } from "../context";
import { useT } from "../i18n/language";
import { Reschedule } from "../lazyComponents";
import { ActionButton } from "./ActionButton";

interface ScheduledProps {
  message: Message;
  sendAt: string;
  /** Only a template may be sent now. */
  isClosed: boolean;
}

export function Scheduled({ message, sendAt, isClosed }: ScheduledProps) {
  const { bubble: t } = useT();
  const client = useClient();
  const now = useNow();
  const isFree = !isClosed || message.kind === "template";
  return (
    <div className="send-error amber">
      <Clock />
      <div>
        <p>
          <time dateTime={sendAt}>{t.goesOut(soonTime(new Date(sendAt), new Date(now)))}</time>
        </p>
        {message.fallback && <p>{t.orTemplate(message.fallback.name)}</p>}
        <p className="send-error-actions">
          {isFree && <ActionButton label={t.sendNow} work={() => client.release(message)} />}
          <ChangeTime message={message} sendAt={sendAt} />
          <ActionButton label={t.discard} work={() => client.cancel(message)} />
        </p>
      </div>
    </div>
  );
}

function ChangeTime({ message, sendAt }: Pick<ScheduledProps, "message" | "sendAt">) {
  const t = useT();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = (left: boolean): void => {
    setAnchor(null);
    if (!left) anchor?.focus();
  };
  return (
    <>
      <button
        type="button"
        className="button small"
        aria-haspopup="dialog"
        onClick={({ currentTarget }) => setAnchor(currentTarget)}
      >
        {t.bubble.changeTime}
      </button>
      {anchor && <Reschedule message={message} sendAt={sendAt} anchor={anchor} onClose={close} />}
    </>
  );
}
