/** One message of the thread. */
import { memo } from "react";
import { clockTime } from "../../ui/text/format";
import type { Message } from "../../protocol";
import { isCalm } from "../../store/messages/failures";
import { statusWord } from "../shared/statusWord";
import { Ticks } from "../shared/Ticks";
import { useThreadActions } from "../thread/threadActions";
import { Actions } from "./MessageActions";
import { isPlain, MessageContent } from "./MessageContent";
import { MessageBadges } from "./MessageBadges";
import { QuoteButton } from "./Quoted";
import { Reactions } from "./Reactions";
import { SendError } from "./SendError";
import { useT } from "../i18n/language";
import "./Bubble.css";

interface BubbleProps {
  message: Message;
  /** Directly under another one of the same author. */
  joined: boolean;
  /** It was just jumped to. */
  marked: boolean;
}

const LINES: ReadonlySet<string> = new Set(["system", "call"]);

export const Bubble = memo(function Bubble({ message, joined, marked }: BubbleProps) {
  const t = useT();
  if (LINES.has(message.kind))
    return (
      <p className="system-line" data-message={message.id}>
        {message.content || t.kinds[message.kind]}
      </p>
    );
  const { direction, author } = message;
  const className = ["bubble-line", direction, joined && "joined", marked && "marked"]
    .filter(Boolean)
    .join(" ");
  return (
    <div className={className} data-message={message.id}>
      <div className="bubble-side">
        <div className={`bubble kind-${message.kind}`}>
          {!joined && direction !== "inbound" && author && <p className="bubble-author">{author.name}</p>}
          {direction === "note" && <p className="bubble-hint">{t.bubble.note}</p>}
          <MessageBadges message={message} />
          <QuoteButton message={message} />
          <ContentAndTime message={message} />
        </div>
        <Actions message={message} />
      </div>
      <Reactions message={message} />
      <SendError message={message} />
    </div>
  );
});

/** The time stands beside a short text, and below everything else. */
function ContentAndTime({ message }: { message: Message }) {
  const parts = (
    <>
      <MessageContent message={message} />
      <Meta message={message} />
    </>
  );
  return isPlain(message) ? <div className="bubble-end">{parts}</div> : parts;
}

function Meta({ message }: { message: Message }) {
  const t = useT();
  const { inspect } = useThreadActions();
  const time = clockTime(message.timestamp);
  const notes = [
    message.edited_at !== null && t.bubble.edited,
    message.origin === "history" && t.bubble.imported,
  ].filter((note) => note !== false);
  // It goes nowhere: there is no course to show.
  if (message.direction === "note")
    return (
      <p className="bubble-meta">
        {notes.map((note) => (
          <span key={note}>{note} </span>
        ))}
        <time dateTime={message.timestamp}>{time}</time>
      </p>
    );
  return (
    <button
      type="button"
      className="bubble-meta"
      onClick={() => inspect(message)}
      aria-label={t.bubble.details(statusWord(message, t), [...notes, time].join(" "))}
    >
      {notes.map((note) => (
        <span key={note}>{note} </span>
      ))}
      <time dateTime={message.timestamp}>{time}</time>
      <Ticks
        direction={message.direction}
        status={message.status}
        label={statusWord(message, t)}
        calm={isCalm(message.error)}
      />
    </button>
  );
}
