import { ApiError } from "../api";
import { clockTime } from "../format";
import { markMessage } from "./calls";
import { type Mark, type Message, STATUS_WORDS, marks } from "./state";
import { Ticks } from "./Ticks";

interface Props {
  message: Message;
  manual: boolean;
  onQuote: (message: Message) => void;
  onRefused: (sentence: string) => void;
}

/** A message as it stands on the customer's phone: their own on the right, the business's on the left. */
export function Bubble({ message, manual, onQuote, onRefused }: Props) {
  const own = message.direction === "from_customer";
  return (
    <article className="bubble" data-own={own}>
      {message.reply_to === null ? null : (
        <blockquote dir="auto">
          <span className="sr-only">In answer to: </span>
          {message.reply_to.body}
        </blockquote>
      )}
      <p dir="auto" data-kind={message.kind}>
        {message.body}
      </p>
      <footer>
        <time dateTime={message.at}>{clockTime(message.at)}</time>
        {own ? <Ticks status={message.status} /> : <span data-status={message.status}>{STATUS_WORDS[message.status]}</span>}
        {own ? null : (
          <button type="button" className="link" onClick={() => onQuote(message)}>
            Reply
          </button>
        )}
      </footer>
      {own || !manual ? null : <Marks message={message} onRefused={onRefused} />}
    </article>
  );
}

function Marks({ message, onRefused }: Pick<Props, "message" | "onRefused">) {
  const press = async (mark: Mark) => {
    try {
      await markMessage(message.id, mark);
      onRefused("");
    } catch (error) {
      onRefused(error instanceof ApiError ? error.sentence : "The server does not answer.");
    }
  };
  const possible = marks(message.status);
  if (possible.length === 0) return null;
  return (
    <div className="marks">
      {possible.map((mark) => (
        <button key={mark} type="button" className="button small" onClick={() => void press(mark)}>
          Mark {mark}
        </button>
      ))}
    </div>
  );
}
