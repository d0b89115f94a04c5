/** What the agent wrote on another device at the same time: both are kept, and they say which is meant. */
import type { DraftContent, DraftMode, Id } from "../../protocol";
import { swapped, without } from "../../store/drafts/merging";
import { plain } from "../../ui/text/markup";
import { useClient } from "../context";
import type { Sentences } from "../i18n/en";
import { useT } from "../i18n/language";
import { useKeptDraft } from "./useDraft";
import "./OtherDrafts.css";

interface OtherDraftsProps {
  conversation: Id;
  mode: DraftMode;
  /** Back to the text: the button that had the focus is gone. */
  onRefocus: () => void;
}

export function OtherDrafts({ conversation, mode, onRefocus }: OtherDraftsProps) {
  const t = useT().together;
  const { drafts } = useClient().draftKeeper;
  const { others } = useKeptDraft(conversation, mode);
  const [other] = others;
  if (other === undefined) return null;
  const place = { conversation, mode };
  const done = (change: typeof swapped): void => {
    drafts.change(place, change(drafts.get(place), other));
    onRefocus();
  };
  return (
    <div className="other-draft" role="group" aria-label={t.otherDraft}>
      <p role="status">
        <strong>{t.otherDraft}:</strong> <bdi dir="auto">{words(other, t)}</bdi>
      </p>
      <span className="other-draft-verbs">
        <button type="button" className="button small" onClick={() => done(swapped)}>
          {t.useDraft}
        </button>
        <button type="button" className="button small" onClick={() => done(without)}>
          {t.discardDraft}
        </button>
      </span>
    </div>
  );
}

/** In one line. */
function words({ text, files, quoted }: DraftContent, t: Sentences["together"]): string {
  if (text.trim() !== "") return plain(text.trim());
  return files.length > 0 ? t.otherDraftFiles(files.length) : plain(quoted?.content ?? "");
}
