/** The six reactions that WhatsApp itself offers first, and the way to all others. */
import { useState } from "react";
import { useRoving } from "../../ui/roving";
import { EmojiPicker } from "../lazyComponents";
import { useT } from "../i18n/language";

const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

export function ReactionPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const t = useT();
  const [all, setAll] = useState(false);
  const roving = useRoving("row");
  if (all) return <EmojiPicker onPick={onPick} />;
  return (
    <div className="quick-reactions" role="group" aria-label={t.reactions.choose} ref={roving}>
      {QUICK.map((emoji) => (
        <button key={emoji} type="button" className="emoji" onClick={() => onPick(emoji)}>
          {emoji}
        </button>
      ))}
      <button
        type="button"
        className="emoji more"
        onClick={() => setAll(true)}
        aria-label={t.reactions.more}
        title={t.reactions.more}
      >
        +
      </button>
    </div>
  );
}
