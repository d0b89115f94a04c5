/** A conversation among others of the same customer, in a line; it opens in the inbox. */
import type { Conversation } from "../../protocol";
import { listTime } from "../../ui/text/format";
import { plain } from "../../ui/text/markup";
import { previewOf } from "../../ui/text/preview";
import { useConversation, useNow } from "../context";
import { useT } from "../i18n/language";
import { go } from "../shell/useRoute";
import { InboxMark } from "./InboxMark";

export function ConversationLine({ read }: { read: Conversation }) {
  const t = useT();
  const now = useNow();
  // What the feed knows of it is newer than what was read.
  const { id, inbox, last_message: last, last_activity_at: at, status } = useConversation(read.id) ?? read;
  return (
    <button type="button" className="past-row" onClick={() => go({ open: id })}>
      <span className="past-text" dir="auto">
        {last ? plain(previewOf(last.content)) : t.list.noMessage}
      </span>{" "}
      <span className="past-facts">
        <span className="chip">{t.details.statuses[status]}</span>{" "}
        <time dateTime={at}>{listTime(at, new Date(now))}</time> <InboxMark inbox={inbox} />
      </span>
    </button>
  );
}
