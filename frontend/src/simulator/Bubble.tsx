import { clockTime } from "../format";
import { Body } from "./Body";
import { act, markMessage } from "./calls";
import { More } from "./More";
import { sentenceOf } from "./refused";
import { type Mark, type Message, STATUS_WORDS, marks } from "./state";
import { Ticks } from "./Ticks";

interface Props {
  message: Message;
  manual: boolean;
  onQuote: (message: Message) => void;
  onEdit: (message: Message) => void;
  onRefused: (sentence: string) => void;
}

/** A message as it stands on the customer's phone: their own on the right, the business's on the left. */
export function Bubble({ message, manual, onQuote, onEdit, onRefused }: Props) {
  const own = message.direction === "from_customer";
  const ask = (path: string, body: Record<string, unknown>) => {
    act(`messages/${message.id}/${path}`, body).then(
      () => onRefused(""),
      (error: unknown) => onRefused(sentenceOf(error)),
    );
  };
  return (
    <article className="bubble" data-own={own} data-kind={message.kind}>
      {message.reply_to === null ? null : (
        <blockquote dir="auto">
          <span className="sr-only">In answer to: </span>
          {message.reply_to.body}
        </blockquote>
      )}
      <Body message={message} onRefused={onRefused} />
      <footer>
        <Reactions message={message} />
        {message.edited ? <span>edited</span> : null}
        <time dateTime={message.at}>{clockTime(message.at)}</time>
        {own ? <Ticks status={message.status} /> : <span data-status={message.status}>{statusWords(message)}</span>}
        {own ? null : (
          <button type="button" className="link" onClick={() => onQuote(message)}>
            Reply
          </button>
        )}
        <More message={message} onAsk={ask} onEdit={onEdit} />
      </footer>
      {own || !manual ? null : <Marks message={message} onRefused={onRefused} />}
    </article>
  );
}

function statusWords({ status, error }: Message): string {
  return error === 0 ? STATUS_WORDS[status] : `${STATUS_WORDS[status]} (${error})`;
}

function Reactions({ message }: { message: Message }) {
  const { customer_reaction: theirs, business_reaction: ours } = message;
  if (theirs === "" && ours === "") return null;
  return (
    <span className="reactions" role="img" aria-label={`Reactions: ${theirs} ${ours}`}>
      {theirs}
      {ours}
    </span>
  );
}

function Marks({ message, onRefused }: Pick<Props, "message" | "onRefused">) {
  const press = async (mark: Mark) => {
    try {
      await markMessage(message.id, mark);
      onRefused("");
    } catch (error) {
      onRefused(sentenceOf(error));
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
