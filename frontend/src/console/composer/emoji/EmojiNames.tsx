/** The emoji whose names begin as what follows the colon. */
import type { Ref, RefObject } from "react";
import { CaretPicker, type CaretPickerHandle } from "../../../ui/components/CaretPicker";
import { named } from "../../../ui/text/emoji";
import { useDialogT } from "../../i18n/language";

/** As many as are seen at once. */
const MOST = 8;

interface EmojiNamesProps {
  query: string;
  area: RefObject<HTMLTextAreaElement | null>;
  onPick: (emoji: string) => void;
  onClose: () => void;
  ref: Ref<CaretPickerHandle>;
}

/** Nothing where there is none of that name: the word is a word. */
export function EmojiNames({ query, area, onPick, onClose, ref }: EmojiNamesProps) {
  const t = useDialogT().emoji;
  const found = named(query).slice(0, MOST);
  if (found.length === 0) return null;
  return (
    <CaretPicker
      ref={ref}
      label={t.title}
      items={found.map(({ emoji, words }) => ({
        id: emoji,
        label: words,
        mark: (
          <span className="emoji-mark" aria-hidden="true">
            {emoji}
          </span>
        ),
      }))}
      status={t.found(found.length)}
      area={area}
      onPick={onPick}
      onClose={onClose}
      closeLabel={t.pickerClose}
    />
  );
}
