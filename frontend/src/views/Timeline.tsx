/** The course of one message: every status with our time and the provider's. */
import { useCallback, type ReactNode } from "react";
import { exactTime } from "../format";
import { t } from "../i18n/en";
import type { Message } from "../protocol";
import { Ticks } from "./bits";
import { useSelect } from "./context";
import { Modal } from "./Modal";

export function Timeline({ message: opened, onClose }: { message: Message; onClose: () => void }) {
  // The live one: statuses arrive while the dialog is open.
  const live = useSelect(
    useCallback(
      (state) => state.threads.get(opened.conversation)?.messages.find(({ id }) => id === opened.id),
      [opened.conversation, opened.id],
    ),
  );
  const message = live ?? opened;
  const { error, timeline } = message;
  return (
    <Modal title={t.timeline.title} closeLabel={t.timeline.close} onClose={onClose}>
      <p className="timeline-text" dir="auto">{message.content}</p>
      <ol className="timeline">
        {timeline.length === 0 && <li>{t.timeline.none}</li>}
        {timeline.map(({ status, at, provider_at }) => (
          <li key={`${status} ${at}`}>
            <span className="timeline-mark"><Ticks direction={message.direction} status={status} /></span>
            <div>
              <p className="timeline-status">
                <strong>{t.statuses[status]}</strong> <time dateTime={at}>{exactTime(at)}</time>
              </p>
              {provider_at !== null && <p className="muted">{t.timeline.provider(exactTime(provider_at))}</p>}
            </div>
          </li>
        ))}
      </ol>
      <dl className="facts">
        {error && <Fact name={t.timeline.reason}>{[error.title, error.detail, error.action, error.code && `(${error.code})`].filter(Boolean).join(" ")}</Fact>}
        <Fact name={t.timeline.kind}>{t.kinds[message.kind]}</Fact>
        <Fact name={t.timeline.from}>{message.sender}</Fact>
        <Fact name={t.timeline.to}>{message.receiver}</Fact>
        {message.external_id !== null && <Fact name={t.timeline.id}><code>{message.external_id}</code></Fact>}
      </dl>
    </Modal>
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
