/** The text of an answer that waits; canned responses go into it as into any other, without what cannot wait. */
import type { RefObject } from "react";
import type { CaretPickerHandle } from "../../ui/components/CaretPicker";
import type { Capabilities, Conversation } from "../../protocol";
import type { CannedDraft } from "../../store/canned/view";
import { isComposing } from "../../ui/focus";
import { contactName } from "../../ui/text/format";
import { onTab, useInsert } from "../canned/useInsert";
import type { Slash } from "../canned/useSlash";
import { useT } from "../i18n/language";
import { CannedPicker } from "../lazyComponents";
import type { Colon } from "./emoji/useColon";
import { useCaretAtEnd } from "./useCaretAtEnd";

interface HeldTextProps {
  area: RefObject<HTMLTextAreaElement | null>;
  slash: Slash;
  colon: Colon;
  picker: RefObject<CaretPickerHandle | null>;
  conversation: Conversation;
  can: Capabilities;
  text: string;
  onText: (text: string) => void;
  onCanned: (canned: CannedDraft | null) => void;
}

export function HeldText(props: HeldTextProps) {
  const t = useT();
  const { area, conversation, can, text, onText, slash, colon, picker } = props;
  const insert = useInsert(area, props);
  useCaretAtEnd(area);
  return (
    <div className="held-text">
      <textarea
        ref={area}
        rows={1}
        dir="auto"
        value={text}
        maxLength={can.longest_text}
        placeholder={t.composer.holdPlaceholder}
        aria-label={t.composer.holdLabel(contactName(conversation.contact))}
        onChange={(event) => onText(event.target.value)}
        onSelect={slash.look}
        onBlur={slash.look}
        onKeyDown={(event) =>
          isComposing(event.nativeEvent) || slash.onKey(event) || colon.onKey(event) || onTab(event)
        }
      />
      {slash.typed && (
        <CannedPicker
          conversation={conversation}
          query={slash.typed.query}
          area={area}
          ref={picker}
          onClose={slash.close}
          onPick={(canned) => slash.typed && insert(canned, slash.typed)}
        />
      )}
      {colon.list}
    </div>
  );
}
