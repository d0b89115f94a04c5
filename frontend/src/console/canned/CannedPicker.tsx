/** The canned responses that fit what follows the slash. */
import { useQuery } from "@tanstack/react-query";
import type { Ref, RefObject } from "react";
import type { Conversation } from "../../protocol";
import type { CannedResponse } from "../../protocol/canned";
import { cannedQuery } from "../../store/canned/list";
import { ranked } from "../../store/canned/ranking";
import { filled, type Known } from "../../store/canned/variables";
import { CaretPicker, type CaretItem, type CaretPickerHandle } from "../../ui/components/CaretPicker";
import { useClient } from "../context";
import { useDialogT } from "../i18n/language";
import type { DialogSentences } from "../i18n/dialogs.en";
import { UnansweredLine } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import { useKnown } from "./useInsert";
import { previewOf } from "../../ui/text/preview";

/** As many as an agent looks through. */
const MOST = 50;

interface CannedPickerProps {
  conversation: Conversation;
  /** What follows the slash. */
  query: string;
  area: RefObject<HTMLTextAreaElement | null>;
  onPick: (canned: CannedResponse) => void;
  onClose: () => void;
  ref: Ref<CaretPickerHandle>;
}

export function CannedPicker({ conversation, query, area, onPick, onClose, ref }: CannedPickerProps) {
  const t = useDialogT().canned;
  const { cannedView } = useClient();
  const { contact, inbox } = conversation;
  const known = useKnown({ contact: contact.name, inbox });
  const asked = useQuery(cannedQuery(inbox));
  const isSilent = useSilent(asked);
  const { data, isError } = asked;
  const found = ranked(data ?? [], query).slice(0, MOST);
  // A slash that is only a slash: nothing is in the way.
  if (data !== undefined && found.length === 0 && query !== "") return null;
  const pick = (id: string): void => {
    const canned = found.find((one) => String(one.id) === id);
    if (canned) onPick(canned);
  };
  const missing = isError ? t.failed : isSilent ? "" : t.loading;
  return (
    <CaretPicker
      ref={ref}
      label={t.title}
      items={found.map((one) => itemOf(one, known, t))}
      status={data === undefined ? missing : t.found(found.length)}
      area={area}
      onPick={pick}
      onClose={onClose}
      closeLabel={t.pickerClose}
    >
      {isSilent && <UnansweredLine />}
      <div className="caret-foot">
        <button type="button" className="button small" onClick={() => cannedView.set({ kind: "list" })}>
          {t.manage}
        </button>
      </div>
    </CaretPicker>
  );
}

/** As this customer would read it. */
function itemOf(canned: CannedResponse, known: Known, t: DialogSentences["canned"]): CaretItem {
  const { id, shortcode, title, content, scope, team, files, interactive } = canned;
  const extras = [
    files.length > 0 && t.withFiles(files.length),
    interactive !== null && t.withChoices,
    scope !== "shared" && (team?.name ?? t.scopes[scope]),
  ].filter((word) => word !== false);
  return {
    id: String(id),
    label: `/${shortcode}`,
    name: title,
    detail: previewOf(filled(content, known).replaceAll(/\s+/gu, " ")),
    ...(extras.length > 0 && { hint: extras.join(" · ") }),
  };
}
