/** How long the customer has been waiting for an answer; coloured once that is long, by the inbox's own limits. */
import type { Conversation } from "../../protocol";
import { Hourglass } from "../../ui/components/icons";
import { fullTime, span, waitLevel } from "../../ui/text/format";
import { useInbox } from "../context";
import { useT } from "../i18n/language";

interface WaitingClockProps {
  conversation: Pick<Conversation, "inbox" | "waiting_since">;
  now: number;
}

export function WaitingClock({ conversation, now }: WaitingClockProps) {
  const t = useT();
  const inbox = useInbox(conversation.inbox);
  const { waiting_since: since } = conversation;
  if (since === null) return null;
  // `now` may be half a minute old: nobody waits for a negative time.
  const waited = Math.max(0, now - Date.parse(since));
  const level = waitLevel(waited, inbox?.waiting_amber ?? 15, inbox?.waiting_red ?? 60);
  return (
    <span className={`waiting-clock ${level}`} title={t.waiting.since(fullTime(since))}>
      <Hourglass />
      {t.waiting.for(span(Math.max(60_000, waited)))}
    </span>
  );
}
