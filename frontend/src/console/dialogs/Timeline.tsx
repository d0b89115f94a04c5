/** The course of one message: every status with our time and the provider's. */
import { useCallback } from "react";
import { exactTime } from "../../ui/text/format";
import type { Message } from "../../protocol";
import { isCalm, reasonLines } from "../../store/messages/failures";
import { Fact } from "../../ui/components/Fact";
import { Ticks } from "../shared/Ticks";
import { useSelect } from "../context";
import { keyed } from "../../ui/keyed";
import { Modal } from "../../ui/components/Modal";
import type { Sentences } from "../i18n/en";
import { useT } from "../i18n/language";

export function Timeline({ message: opened, onClose }: { message: Message; onClose: () => void }) {
  const t = useT();
  // The live one: statuses arrive while the dialog is open.
  const live = useSelect(
    useCallback(
      (state) => state.threads.get(opened.conversation)?.messages.find(({ id }) => id === opened.id),
      [opened.conversation, opened.id],
    ),
  );
  const message = live ?? opened;
  return (
    <Modal title={t.timeline.title} closeLabel={t.timeline.close} onClose={onClose}>
      <p className="timeline-text" dir="auto">
        {message.content}
      </p>
      <ol className="timeline">
        {message.timeline.length === 0 && <li>{t.timeline.none}</li>}
        {message.timeline.map((change) => (
          <Change key={`${change.status} ${change.at}`} direction={message.direction} change={change} />
        ))}
      </ol>
      <Revisions message={message} />
      <Facts message={message} />
    </Modal>
  );
}

interface ChangeProps {
  direction: Message["direction"];
  change: Message["timeline"][number];
}

function Change({ direction, change: { status, at, provider_at, error } }: ChangeProps) {
  const t = useT();
  const word = isCalm(error) ? t.bubble.notSent : t.statuses[status];
  const lines = error ? reasonLines({ ...error, action: "" }) : [];
  return (
    <li>
      <span className="timeline-mark">
        <Ticks direction={direction} status={status} label={word} calm={isCalm(error)} />
      </span>
      <div>
        <p className="timeline-status">
          <strong>{word}</strong> <time dateTime={at}>{exactTime(at)}</time>
        </p>
        {provider_at !== null && <p className="muted">{t.timeline.provider(exactTime(provider_at))}</p>}
        {lines.map((line) => (
          <p className="muted" key={line}>
            {line}
          </p>
        ))}
      </div>
    </li>
  );
}

function Facts({ message }: { message: Message }) {
  const t = useT();
  const { error, timeline, origin, external_id } = message;
  const attempts = timeline.filter(({ status }) => status === "sending").length;
  return (
    <dl className="facts">
      {error && (
        <Fact name={t.timeline.reason}>
          {reasonLines(error).map((line) => (
            <p key={line}>{line}</p>
          ))}
        </Fact>
      )}
      {attempts > 1 && <Fact name={t.timeline.attempts}>{attempts}</Fact>}
      {origin !== "" && <Fact name={t.timeline.origin}>{t.timeline.origins[origin] ?? origin}</Fact>}
      {message.pricing && <Fact name={t.timeline.price}>{priceLine(message.pricing, t)}</Fact>}
      <Fact name={t.timeline.kind}>{t.kinds[message.kind]}</Fact>
      <Fact name={t.timeline.from}>{message.sender}</Fact>
      <Fact name={t.timeline.to}>{message.receiver}</Fact>
      {external_id !== null && (
        <Fact name={t.timeline.id}>
          <code>{external_id}</code>
        </Fact>
      )}
    </dl>
  );
}

/** What an edited message said before. */
function Revisions({ message: { revisions } }: { message: Message }) {
  const t = useT();
  if (revisions.length === 0) return null;
  return (
    <section className="revisions">
      <h3>{t.timeline.earlier}</h3>
      <ol>
        {keyed(revisions, ({ until }) => until ?? "").map(({ key, item: { content, until } }) => (
          <li key={key}>
            <p className="timeline-text" dir="auto">
              {content}
            </p>
            {until !== null && <p className="muted">{t.timeline.until(exactTime(until))}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** "Billable · reply to a customer"; words of the provider's that are new here stay as they are. */
function priceLine(pricing: NonNullable<Message["pricing"]>, t: Sentences): string {
  const { billable, category, type, amount, currency } = pricing;
  const words = [
    billable === null ? "" : billable ? t.timeline.billable : t.timeline.free,
    amount === "" || billable === false ? "" : `${amount} ${currency}`,
    t.timeline.priceCategories[category] ?? category,
    t.timeline.priceTypes[type] ?? (type === "regular" ? "" : type),
  ];
  return words.filter((word) => word !== "").join(" · ");
}
