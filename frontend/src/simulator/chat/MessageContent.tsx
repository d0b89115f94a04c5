import { Marked } from "../../ui/components/Marked";
import { Picture } from "./Picture";
import { caption, cards, place, products, shown } from "./content";
import type { Message } from "../state";
import { ReplyButtons } from "./ReplyButtons";
import { useT } from "../i18n/language";
import "./MessageContent.css";

interface Props {
  message: Message;
  onRefused: (sentence: string) => void;
}

type Kind = (props: Props) => React.ReactNode;

const KINDS: Readonly<Record<string, Kind>> = {
  text: PlainText,
  button: PlainText,
  image: File,
  video: File,
  audio: File,
  document: File,
  sticker: File,
  location: Place,
  contacts: Cards,
  order: Order,
  interactive: Structured,
  template: Structured,
};

/** What a message says, by its kind. */
export function MessageContent({ message, onRefused }: Props) {
  const t = useT();
  if (message.revoked) return <p className="gone">{t.chat.deleted}</p>;
  const Content = KINDS[message.kind] ?? Unknown;
  return <Content message={message} onRefused={onRefused} />;
}

function PlainText({ message }: Props) {
  return (
    <p dir="auto">
      <Marked text={message.body} />
    </p>
  );
}

/** System messages, and what the phone cannot show. */
function Unknown({ message }: Props) {
  return (
    <p dir="auto" className="gone">
      {message.body}
    </p>
  );
}

function File({ message }: Props) {
  const words = caption(message);
  return (
    <>
      <Picture message={message} />
      {words === "" ? null : (
        <p dir="auto">
          <Marked text={words} />
        </p>
      )}
    </>
  );
}

function Place({ message }: Props) {
  const t = useT();
  const { name, address, point } = place(message);
  return (
    <p className="part" dir="auto">
      <b>📍 {name || t.chat.place}</b>
      {address === "" ? null : <span>{address}</span>}
      <small>{point}</small>
    </p>
  );
}

function Cards({ message }: Props) {
  return cards(message).map((card) => (
    <p key={card.name} className="part" dir="auto">
      <b>👤 {card.name}</b>
      {card.lines.map((line) => (
        <small key={line}>{line}</small>
      ))}
    </p>
  ));
}

function Order({ message }: Props) {
  const t = useT();
  return (
    <p className="part">
      <b>🛒 {t.chat.order}</b>
      {products(message).map((line) => (
        <small key={line}>{line}</small>
      ))}
    </p>
  );
}

function Structured({ message, onRefused }: Props) {
  const t = useT();
  const { header, body, footer, buttons } = shown(message, t);
  return (
    <>
      {message.media === null ? null : <Picture message={message} />}
      {header === "" ? null : (
        <p dir="auto">
          <b>{header}</b>
        </p>
      )}
      <p dir="auto">
        <Marked text={body} />
      </p>
      {footer === "" ? null : (
        <p dir="auto" className="footer">
          {footer}
        </p>
      )}
      <ReplyButtons message={message} buttons={buttons} onRefused={onRefused} />
    </>
  );
}
