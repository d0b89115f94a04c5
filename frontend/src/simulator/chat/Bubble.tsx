import { clockTime } from "../../ui/text/format";
import { plain } from "../../ui/text/markup";
import { MessageContent } from "./MessageContent";
import { post, postReceipt } from "../calls";
import { MessageMenu } from "./MessageMenu";
import { errorSentence } from "../errorSentence";
import type { Sentences } from "../i18n/en";
import { type Receipt, type Message, possibleReceipts } from "../state";
import { Ticks } from "../Ticks";
import { useT } from "../i18n/language";

interface Props {
  message: Message;
  manual: boolean;
  onQuote: (message: Message) => void;
  onEdit: (message: Message) => void;
  onRefused: (sentence: string) => void;
}

/** A message as it stands on the customer's phone: their own on the right, the business's on the left. */
export function Bubble({ message, manual, onQuote, onEdit, onRefused }: Props) {
  const t = useT();
  const own = message.direction === "from_customer";
  const ask = (path: string, body: Record<string, unknown>) => {
    post(`messages/${message.id}/${path}`, body).then(
      () => onRefused(""),
      (error: unknown) => onRefused(errorSentence(error, t)),
    );
  };
  return (
    <article className="bubble" data-own={own} data-kind={message.kind}>
      {message.reply_to === null ? null : (
        <blockquote dir="auto">
          <span className="sr-only">{t.chat.inAnswerTo} </span>
          {plain(message.reply_to.body)}
        </blockquote>
      )}
      <MessageContent message={message} onRefused={onRefused} />
      <footer>
        <Reactions message={message} />
        {message.edited ? <span>{t.chat.edited}</span> : null}
        <time dateTime={message.at}>{clockTime(message.at)}</time>
        {own ? (
          <Ticks status={message.status} />
        ) : (
          <span data-status={message.status}>{statusWords(message, t)}</span>
        )}
        {own ? null : (
          <button type="button" className="link" onClick={() => onQuote(message)}>
            {t.chat.reply}
          </button>
        )}
        <MessageMenu message={message} onAsk={ask} onEdit={onEdit} />
      </footer>
      {own || !manual ? null : <ReceiptButtons message={message} onRefused={onRefused} />}
    </article>
  );
}

function statusWords({ status, error }: Message, t: Sentences): string {
  return error === 0 ? t.statuses[status] : `${t.statuses[status]} (${error})`;
}

function Reactions({ message }: { message: Message }) {
  const t = useT();
  const { customer_reaction: theirs, business_reaction: ours } = message;
  if (theirs === "" && ours === "") return null;
  return (
    <span className="reactions" role="img" aria-label={t.chat.reactions(`${theirs} ${ours}`)}>
      {theirs}
      {ours}
    </span>
  );
}

function ReceiptButtons({ message, onRefused }: Pick<Props, "message" | "onRefused">) {
  const t = useT();
  const send = async (receipt: Receipt) => {
    try {
      await postReceipt(message.id, receipt);
      onRefused("");
    } catch (error) {
      onRefused(errorSentence(error, t));
    }
  };
  const possible = possibleReceipts(message.status);
  if (possible.length === 0) return null;
  return (
    <div className="marks">
      {possible.map((receipt) => (
        <button key={receipt} type="button" className="button small" onClick={() => void send(receipt)}>
          {t.chat.mark[receipt]}
        </button>
      ))}
    </div>
  );
}
