/** Asks when what is written is to go out, and for a template where the window will be closed by then. */
import { useState } from "react";
import type { PendingTemplate } from "../../store/state/pending";
import { useClient } from "../context";
import { TemplateSheet } from "../dialogs/templates/TemplateSheet";
import { useDialogT } from "../i18n/language";
import type { Reply } from "../composer/useReply";
import { LaterPicker } from "./LaterPicker";
import { closesBefore } from "./windowThen";

/** A time, ISO 8601. */
export interface Later {
  readonly at: string;
  readonly fallback: PendingTemplate | null;
}

interface SendLaterProps {
  reply: Pick<Reply, "conversation" | "can">;
  /** How many messages it would be. */
  parts: number;
  /** The template that was chosen before. */
  kept?: PendingTemplate | null;
  anchor: Element | null;
  onChosen: (later: Later) => void;
  onClose: (left: boolean) => void;
}

export function SendLater({
  reply: { conversation, can },
  parts,
  kept = null,
  anchor,
  onChosen,
  onClose,
}: SendLaterProps) {
  const { later: t } = useDialogT();
  const { notice } = useClient();
  const [at, setAt] = useState<string | null>(null);
  const isClosedAt = (time: Date): boolean => closesBefore(conversation.window, can, time);
  const refuse = (text: string): void => {
    notice.set({ kind: "problem", text });
    onClose(false);
  };
  const choose = (time: Date): void => {
    if (kept !== null || !isClosedAt(time)) onChosen({ at: time.toISOString(), fallback: kept });
    else if (!can.templates) refuse(t.noTemplates);
    else if (parts > 1) refuse(t.onlyOne);
    else setAt(time.toISOString());
  };
  if (at === null)
    return (
      <LaterPicker
        anchor={anchor}
        hintAt={(time) => (kept === null && isClosedAt(time) ? t.closedThen : "")}
        onTime={choose}
        onClose={onClose}
      />
    );
  return (
    <TemplateSheet
      inbox={conversation.inbox}
      name={conversation.contact.name}
      action={t.action}
      hint={t.needsTemplate}
      hasOpened={false}
      onChosen={({ template }) => onChosen({ at, fallback: template ?? null })}
      onClose={() => onClose(false)}
    />
  );
}
