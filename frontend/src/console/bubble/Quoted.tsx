/** What a message answers: who said it, over its first words. */
import { contactName } from "../../ui/text/format";
import { plain } from "../../ui/text/markup";
import type { Id, Message, Quote } from "../../protocol";
import { useClient, useConversation } from "../context";
import { useT } from "../i18n/language";
import { whoWrote } from "../thread/articleLabel";
import { useThreadActions } from "../thread/threadActions";

interface QuotedProps {
  conversation: Id;
  quoted: Quote;
}

/** Where it may be gone to. */
export function QuoteButton({ message: { conversation, reply_to: quoted } }: { message: Message }) {
  return quoted && <Jump conversation={conversation} quoted={quoted} />;
}

function Jump(props: QuotedProps) {
  const t = useT();
  const { jump } = useThreadActions();
  const { who, words } = useQuoted(props);
  return (
    <button
      type="button"
      className="quote"
      onClick={() => jump(props.quoted.id)}
      aria-label={t.bubble.jump(who, words)}
    >
      <Words who={who} words={words} />
    </button>
  );
}

export function QuoteText(props: QuotedProps) {
  return (
    <p className="quote">
      <Words {...useQuoted(props)} />
    </p>
  );
}

function Words({ who, words }: { who: string; words: string }) {
  return (
    <>
      <bdi className="quote-author">{who}</bdi>{" "}
      <span className="quote-words" dir="auto">
        {words}
      </span>
    </>
  );
}

function useQuoted({ conversation, quoted }: QuotedProps) {
  const t = useT();
  const { me } = useClient();
  const contact = useConversation(conversation)?.contact;
  const names = { me: me.id, contact: contact ? contactName(contact) : t.activity.customer };
  return { who: whoWrote(quoted, names, t), words: plain(quoted.preview) || t.bubble.quoted };
}
