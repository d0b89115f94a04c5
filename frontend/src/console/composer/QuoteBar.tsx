/** Which message is answered: who said what. */
import { plain } from "../../ui/text/markup";
import type { Message } from "../../protocol";
import { useClient } from "../context";
import { useT } from "../i18n/language";
import { whoWrote } from "../thread/articleLabel";
import { RemovableBar } from "./RemovableBar";

interface QuoteBarProps {
  message: Message;
  /** The customer's. */
  name: string;
  onClose: () => void;
}

export function QuoteBar({ message, name, onClose }: QuoteBarProps) {
  const t = useT();
  const { me } = useClient();
  return (
    <RemovableBar label={t.composer.noReply} onRemove={onClose}>
      <p className="bubble-author">
        <bdi>{whoWrote(message, { me: me.id, contact: name }, t)}</bdi>
      </p>
      <p className="quote-text" dir="auto">
        {plain(message.content) || t.kinds[message.kind]}
      </p>
    </RemovableBar>
  );
}
