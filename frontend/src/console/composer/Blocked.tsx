/** The customer is blocked: nothing is sent until somebody who may takes that back. */
import { useState } from "react";
import type { Conversation } from "../../protocol";
import { ApiError } from "../../protocol/rest/request";
import { contactName } from "../../ui/text/format";
import { useClient, useRun } from "../context";
import { announce } from "../shell/announcer";
import { useFocusTransfer, type FocusTransfer } from "./focusTransfer";
import { useT } from "../i18n/language";

interface BlockedProps {
  conversation: Conversation;
  focusTransfer: FocusTransfer;
}

export function Blocked({ conversation, focusTransfer }: BlockedProps) {
  const t = useT();
  const { conversations } = useClient();
  const run = useRun();
  // A block holds in every inbox: whether this agent sees all of theirs only the server knows.
  const [refused, setRefused] = useState<string | null>(null);
  useFocusTransfer(focusTransfer);
  const unblock = async (): Promise<void> => {
    try {
      await conversations.setBlocked(conversation, false);
      announce(t.announced.unblocked(contactName(conversation.contact)));
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 403)) throw error;
      setRefused(error.sentence);
    }
  };
  return (
    <div className="composer-bar">
      <p role="status">
        <b className="red">{t.composer.blocked}</b>{" "}
        <span className="muted">{refused ?? t.composer.blockedHint}</span>
      </p>
      {refused === null && (
        <button type="button" className="button" onClick={() => run(unblock())}>
          {t.composer.unblock}
        </button>
      )}
    </div>
  );
}
