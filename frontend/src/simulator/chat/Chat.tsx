import { Fragment, useEffect, useLayoutEffect, useRef, useState } from "react";
import { dayName, localDay } from "../../ui/text/format";
import { Avatar } from "../../ui/components/Avatar";
import { Bubble } from "./Bubble";
import { setReceipts } from "../calls";
import { Composer } from "./Composer";
import { type Customer, type Message, address, consoleUrl, typingFor, windowWords } from "../state";
import { useT } from "../i18n/language";
import "./Chat.css";

interface Props {
  customer: Customer;
  /** Oldest first; null while they are on their way. */
  messages: readonly Message[] | null;
  /** As many as were asked for: when there are so many, there may be more. */
  limit: number;
  seen: Date;
  onMore: () => void;
  onBack: () => void;
}

/** One customer's phone, open at the chat with the business. */
export function Chat({ customer, messages, limit, seen, onMore, onBack }: Props) {
  const t = useT();
  const [quoted, setQuoted] = useState<Message | null>(null);
  const [edited, setEdited] = useState<Message | null>(null);
  const [refusal, setRefusal] = useState("");
  const automatic = customer.automatic_receipts;
  return (
    <>
      <Holder customer={customer} seen={seen} onBack={onBack} onRefused={setRefusal} />
      <section className="phone" aria-label={t.chat.phone(customer.name)}>
        <header className="phone-top">
          <Avatar id={0} name={customer.business} />
          <h3>
            <bdi>{customer.business}</bdi>
            <Presence customer={customer} seen={seen} />
          </h3>
        </header>
        <Log name={customer.name} messages={messages} limit={limit} seen={seen} onMore={onMore}>
          {(message) => (
            <Bubble
              message={message}
              manual={!automatic}
              onQuote={setQuoted}
              onEdit={setEdited}
              onRefused={setRefusal}
            />
          )}
        </Log>
        <p role="alert" className="refusal">
          {refusal}
        </p>
        <Composer
          customer={customer}
          quoted={quoted}
          onQuote={setQuoted}
          edited={edited}
          onEdit={setEdited}
          onRefused={setRefusal}
        />
      </section>
    </>
  );
}

interface HolderProps extends Pick<Props, "customer" | "seen" | "onBack"> {
  onRefused: (sentence: string) => void;
}

/** Whose phone this is, and how it behaves. */
function Holder({ customer, seen, onBack, onRefused }: HolderProps) {
  const t = useT();
  const automatic = customer.automatic_receipts;
  const turn = () => setReceipts(customer.id, !automatic).catch(() => onRefused(t.customers.receiptsStuck));
  return (
    <div className="holder">
      <button type="button" className="icon-button back" aria-label={t.customers.all} onClick={onBack}>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M12.5 4 6.5 10l6 6" />
        </svg>
      </button>
      <h2>
        <bdi>{customer.name}</bdi>
        <small>{address(customer, t)}</small>
        <small className="window">{windowWords(customer, seen.getTime(), t)}</small>
      </h2>
      <a className="button small to-console" href={consoleUrl(customer)}>
        {t.customers.inConsole}
      </a>
      <button
        type="button"
        role="switch"
        className="switch"
        aria-checked={automatic}
        onClick={() => void turn()}
      >
        {t.customers.receiptsAutomatic}
      </button>
    </div>
  );
}

/** "typing…" for as long as Meta shows it after the business said so. */
function Presence({ customer, seen }: Pick<Props, "customer" | "seen">) {
  const t = useT();
  const until = customer.typing_until;
  const left = typingFor(customer, seen.getTime());
  const [over, setOver] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setOver(until), left);
    return () => clearTimeout(timer);
  }, [until, left]);
  return <output>{left > 0 && over !== until ? t.chat.typing : ""}</output>;
}

function sameDay(before: Message | undefined, message: Message): boolean {
  return before !== undefined && localDay(before.at) === localDay(message.at);
}

interface LogProps extends Pick<Props, "messages" | "limit" | "seen" | "onMore"> {
  name: string;
  children: (message: Message) => React.ReactNode;
}

function Log({ name, messages, limit, seen, onMore, children }: LogProps) {
  const t = useT();
  const log = useRef<HTMLDivElement>(null);
  useStuckToBottom(log);
  return (
    // A scrollable region must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={log} className="log" role="log" aria-label={t.chat.log(name)} tabIndex={0}>
      {messages?.length === limit ? (
        <button type="button" className="button small" onClick={onMore}>
          {t.chat.earlier}
        </button>
      ) : null}
      {messages?.map((message, index) => (
        <Fragment key={message.id}>
          {sameDay(messages[index - 1], message) ? null : <p className="day">{dayName(message.at, seen)}</p>}
          {children(message)}
        </Fragment>
      ))}
      {messages?.length === 0 ? <p className="hint">{t.chat.empty}</p> : null}
    </div>
  );
}

/** New messages scroll into view, unless somebody is reading further up. */
function useStuckToBottom(log: React.RefObject<HTMLDivElement | null>): void {
  const stuck = useRef(true);
  useEffect(() => {
    const element = log.current;
    const look = () => {
      if (element) stuck.current = element.scrollHeight - element.scrollTop - element.clientHeight < 80;
    };
    element?.addEventListener("scroll", look, { passive: true });
    return () => element?.removeEventListener("scroll", look);
  }, [log]);
  useLayoutEffect(() => {
    if (stuck.current) log.current?.scrollTo({ top: log.current.scrollHeight });
  });
}
