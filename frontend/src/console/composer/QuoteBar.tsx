/** Which message is answered. */
import { plain } from "../../ui/text/markup";
import type { Message } from "../../protocol";
import { Close } from "../../ui/components/icons";
import { useT } from "../i18n/language";

interface QuoteBarProps {
  message: Message;
  /** The customer's. */
  name: string;
  onClose: () => void;
}

export function QuoteBar({ message, name, onClose }: QuoteBarProps) {
  const t = useT();
  const who = message.direction === "inbound" ? name : (message.author?.name ?? t.composer.yourself);
  return (
    <div className="quote-bar">
      <div>
        <p className="bubble-author">{t.composer.replyTo(who)}</p>
        <p className="quote-text" dir="auto">
          {plain(message.content) || t.kinds[message.kind]}
        </p>
      </div>
      <button
        type="button"
        className="icon-button"
        onClick={onClose}
        aria-label={t.composer.noReply}
        title={t.composer.noReply}
      >
        <Close />
      </button>
    </div>
  );
}
