/** What was written with a contact, the newest first; each opens in the inbox. */
import { useQuery } from "@tanstack/react-query";
import type { Conversation, Id } from "../../protocol";
import { getPast } from "../../protocol/rest/endpoints";
import { listTime } from "../../ui/text/format";
import { plain } from "../../ui/text/markup";
import { previewOf } from "../../ui/text/preview";
import { useClient, useConversation, useNow, useSignal } from "../context";
import { Section } from "../details/Section";
import { useDialogT, useT } from "../i18n/language";
import { InboxMark } from "../shared/InboxMark";
import { UnansweredLine } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import { go } from "../shell/useRoute";

const MOST = 200;

export function conversationsKey(contact: Id): readonly unknown[] {
  return ["contact-conversations", contact];
}

export function useConversationsOf(contact: Id) {
  const { ready } = useClient();
  return useQuery({
    queryKey: conversationsKey(contact),
    queryFn: ({ signal }) => getPast(contact, MOST, signal),
    enabled: useSignal(ready),
    // Of those that no list holds the feed keeps nothing.
    gcTime: 0,
  });
}

export function ContactConversations({ contact }: { contact: Id }) {
  const t = useT();
  const words = useDialogT().contacts;
  const asked = useConversationsOf(contact);
  const isSilent = useSilent(asked);
  const { data, isPending, isError } = asked;
  const says = isPending
    ? t.list.loading
    : isError
      ? t.details.pastFailed
      : data.length === 0 && words.noneWritten;
  return (
    <Section name="contact-conversations" title={words.conversations} className="past">
      {isSilent ? (
        <UnansweredLine />
      ) : (
        says && (
          <p className="muted" role="status">
            {says}
          </p>
        )
      )}
      <ul>
        {data?.map((one) => (
          <li key={one.id}>
            <Row read={one} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Row({ read }: { read: Conversation }) {
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
