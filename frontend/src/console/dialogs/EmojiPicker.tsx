/** Emoji in groups, with a search. */
import { useState } from "react";
import { searchOverList } from "../../ui/fieldKeys";
import { useRoving } from "../../ui/roving";
import { GROUPS, searched, type Emoji } from "../../ui/text/emoji";
import "./EmojiPicker.css";
import { useDialogT } from "../i18n/language";

export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const t = useDialogT();
  const [asked, setAsked] = useState("");
  const found = asked.trim() === "" ? null : searched(asked);
  const roving = useRoving("grid");
  return (
    <div className="emoji-picker" ref={searchOverList}>
      <input
        type="text"
        role="searchbox"
        className="field"
        ref={focusOnce}
        value={asked}
        placeholder={t.emoji.search}
        aria-label={t.emoji.search}
        onChange={({ target }) => setAsked(target.value)}
      />
      <div className="emoji-scroll" tabIndex={-1} ref={roving}>
        {found ? (
          <Group name={null} emoji={found} onPick={onPick} />
        ) : (
          [...GROUPS].map(([group, emoji]) => (
            <Group key={group} name={t.emoji.groups[group] ?? group} emoji={emoji} onPick={onPick} />
          ))
        )}
        {found?.length === 0 && (
          <p className="muted" role="status">
            {t.emoji.none}
          </p>
        )}
      </div>
    </div>
  );
}

/** It was opened to be used. */
function focusOnce(input: HTMLInputElement | null): void {
  input?.focus();
}

interface GroupProps {
  name: string | null;
  emoji: readonly Emoji[];
  onPick: (emoji: string) => void;
}

function Group({ name, emoji, onPick }: GroupProps) {
  return (
    <section>
      {name !== null && <h3>{name}</h3>}
      <div className="emoji-grid">
        {emoji.map((one) => (
          <button
            key={one.emoji}
            type="button"
            className="emoji"
            onClick={() => onPick(one.emoji)}
            aria-label={one.words}
            title={one.words}
          >
            {one.emoji}
          </button>
        ))}
      </div>
    </section>
  );
}
