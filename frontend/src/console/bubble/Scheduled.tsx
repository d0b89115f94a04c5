/** A message that goes out later: when, and what can be done with it until then. */
import type { Message } from "../../protocol";
import { Clock } from "../../ui/components/icons";
import { soonTime } from "../../ui/text/format";
import { useClient, useNow } from "../context";
import { useT } from "../i18n/language";
import { Reschedule } from "../lazyComponents";
import { ActionButton } from "./ActionButton";
import { ChangeTime } from "./ChangeTime";

interface ScheduledProps {
  message: Message;
  sendAt: string;
  /** Only a template may be sent now. */
  isClosed: boolean;
}

export function Scheduled({ message, sendAt, isClosed }: ScheduledProps) {
  const { bubble: t } = useT();
  const client = useClient();
  const isFree = !isClosed || message.kind === "template";
  return (
    <div className="send-error amber">
      <Clock />
      <div>
        <Plan sendAt={sendAt} fallback={message.fallback} />
        <p className="send-error-actions">
          {isFree && <ActionButton label={t.sendNow} work={() => client.release(message)} />}
          <ChangeTime>
            {(anchor, close) => (
              <Reschedule message={message} sendAt={sendAt} anchor={anchor} onClose={close} />
            )}
          </ChangeTime>
          <ActionButton label={t.discard} work={() => client.cancel(message)} />
        </p>
      </div>
    </div>
  );
}

/** When it goes, and what goes in its place. */
export function Plan({ sendAt, fallback }: { sendAt: string; fallback: { name: string } | null }) {
  const { bubble: t } = useT();
  const now = useNow();
  return (
    <>
      <p>
        <time dateTime={sendAt}>{t.goesOut(soonTime(new Date(sendAt), new Date(now)))}</time>
      </p>
      {fallback && <p>{t.orTemplate(fallback.name)}</p>}
    </>
  );
}
