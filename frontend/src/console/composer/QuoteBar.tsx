/** Which message is answered. */
import { plain } from "../../ui/text/markup";
import type { Message } from "../../protocol";
import { useT } from "../i18n/language";
import { RemovableBar } from "./RemovableBar";

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
    <RemovableBar label={t.composer.noReply} onRemove={onClose}>
      <p className="bubble-author">{t.composer.replyTo(who)}</p>
      <p className="quote-text" dir="auto">
        {plain(message.content) || t.kinds[message.kind]}
      </p>
    </RemovableBar>
  );
}
