/** The content of a message, by its kind. */
import { useState, type ReactNode } from "react";
import type { Message } from "../../protocol";
import { interactiveOf, replyOf } from "../../store/messages/interactive";
import { cardsOf, orderOf, placeOf, templateOf, unsupportedReason } from "../../store/messages/payload";
import { File } from "../../ui/components/icons";
import { ContactCards } from "./cards/ContactCards";
import { LocationCard } from "./cards/LocationCard";
import { OrderCard } from "./cards/OrderCard";
import { ReplyCard } from "./cards/ReplyCard";
import { TemplateCard } from "./cards/TemplateCard";
import { InteractiveCard } from "./cards/InteractiveCard";
import { Media } from "./media/Media";
import { Text } from "./cards/Text";
import { NoteText } from "./NoteText";
import { useT } from "../i18n/language";
import "./cards/cards.css";

const PLAIN: ReadonlySet<string> = new Set(["text", "note", "button"]);

/** Nothing but words. */
export function isPlain({ kind, revoked_at }: Message): boolean {
  return PLAIN.has(kind) && revoked_at === null;
}

export function MessageContent({ message }: { message: Message }): ReactNode {
  const { kind, content, attachments } = message;
  if (message.revoked_at !== null) return <Revoked message={message} />;
  if (kind === "note") return <NoteText message={message} />;
  if (isPlain(message)) return <Text text={content} />;
  if (attachments.length > 0 && kind !== "template" && kind !== "interactive") {
    return attachments.map((attachment) => <Media key={attachment.id} attachment={attachment} />);
  }
  return <Structured message={message} />;
}

function Structured({ message }: { message: Message }): ReactNode {
  switch (message.kind) {
    case "location": {
      const place = placeOf(message);
      return place ? <LocationCard place={place} /> : <Placeholder message={message} />;
    }
    case "contacts": {
      const cards = cardsOf(message);
      return cards.length > 0 ? <ContactCards cards={cards} /> : <Placeholder message={message} />;
    }
    case "order": {
      const order = orderOf(message);
      return order ? <OrderCard order={order} /> : <Placeholder message={message} />;
    }
    case "template":
      return <Template message={message} />;
    case "interactive":
      return <Interactive message={message} />;
    default:
      return <Placeholder message={message} />;
  }
}

function Template({ message }: { message: Message }): ReactNode {
  const shown = templateOf(message);
  if (!shown) return <Text text={message.content} />;
  return (
    <>
      {message.attachments.map((attachment) => (
        <Media key={attachment.id} attachment={attachment} />
      ))}
      <TemplateCard shown={shown} />
    </>
  );
}

function Interactive({ message }: { message: Message }): ReactNode {
  const reply = replyOf(message);
  if (reply) return <ReplyCard reply={reply} content={message.content} />;
  const sent = interactiveOf(message);
  if (!sent) return <Text text={message.content} />;
  return (
    <>
      {message.attachments.map((attachment) => (
        <Media key={attachment.id} attachment={attachment} />
      ))}
      <InteractiveCard sent={sent} />
    </>
  );
}

/** Its words are kept for the client: the customer may have taken back what matters. */
function Revoked({ message }: { message: Message }): ReactNode {
  const t = useT();
  // Of a note nothing is kept.
  if (message.direction === "note") return <p className="bubble-hint revoked">{t.note.deleted}</p>;
  const text =
    message.attachments.map(({ caption, filename }) => caption || filename).find((one) => one !== "") ??
    message.content;
  return (
    <div className="revoked">
      <p className="bubble-hint">
        {message.direction === "inbound" ? t.bubble.revoked : t.bubble.revokedByUs}
      </p>
      {text !== "" && <TakenBack text={text} />}
    </div>
  );
}

/** Shown to who asks for it: the customer did not want it to be read. */
function TakenBack({ text }: { text: string }) {
  const t = useT();
  const [isShown, setShown] = useState(false);
  return (
    <>
      <button
        type="button"
        className="text-fold"
        aria-expanded={isShown}
        onClick={() => setShown((before) => !before)}
      >
        {isShown ? t.bubble.hideDeleted : t.bubble.showDeleted}
      </button>
      {isShown && (
        <del className="bubble-text" dir="auto">
          {text}
        </del>
      )}
    </>
  );
}

/** An honest placeholder around the readable line. */
function Placeholder({ message }: { message: Message }): ReactNode {
  const t = useT();
  const { kind, content } = message;
  const reason = kind === "unsupported" ? unsupportedReason(message) : "";
  return (
    <div className="placeholder">
      <File />
      <div>
        <p className="placeholder-kind">{t.kinds[kind]}</p>
        <Text text={content} />
        <p className="bubble-hint">{kind === "unsupported" ? t.bubble.unsupported : t.bubble.onPhone}</p>
        {reason !== "" && <p className="bubble-hint">{reason}</p>}
      </div>
    </div>
  );
}
