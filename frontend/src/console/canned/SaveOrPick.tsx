/** Canned responses in the menu of the composer: for fingers, and for who does not know the slash. */
import type { RefObject } from "react";
import { Canned, Plus } from "../../ui/components/icons";
import { selectIn } from "../../ui/text/caret";
import { useClient } from "../context";
import { useT } from "../i18n/language";
import type { Reply } from "../composer/useReply";
import { useKnown } from "./useInsert";

interface SaveOrPickProps {
  reply: Reply;
  area: RefObject<HTMLTextAreaElement | null>;
  onClose: () => void;
}

export function SaveOrPick({ reply, area, onClose }: SaveOrPickProps) {
  const t = useT().composer.canned;
  const { cannedView } = useClient();
  const { conversation, text, onText, files, canned } = reply;
  const known = useKnown({ contact: conversation.contact.name, inbox: conversation.inbox });
  const pick = (): void => {
    onClose();
    const before = text === "" || /\s$/u.test(text) ? text : `${text} `;
    onText(`${before}/`);
    // The menu has given the focus away by now.
    area.current?.focus();
    selectIn(area.current, before.length + 1);
  };
  const save = (): void => {
    onClose();
    const seed = {
      content: text,
      interactive: canned?.interactive ?? null,
      files: files.list.flatMap(({ bytes, uploaded }) => bytes ?? uploaded?.id ?? []),
      known,
    };
    cannedView.set({ kind: "new", seed });
  };
  return (
    <>
      <button type="button" className="menu-item" onClick={pick}>
        <Canned /> {t.pick}
      </button>
      {(text.trim() !== "" || files.list.length > 0) && (
        <button type="button" className="menu-item" onClick={save}>
          <Plus /> {t.save}
        </button>
      )}
    </>
  );
}
