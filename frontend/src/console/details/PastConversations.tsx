/** The customer's other conversations, the newest first. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { getPast } from "../../protocol/rest/endpoints";
import { listTime } from "../../ui/text/format";
import { plain } from "../../ui/text/markup";
import type { Conversation } from "../../protocol";
import { useConversation, useNow } from "../context";
import { InboxMark } from "../shared/InboxMark";
import { UnansweredLine } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import { go } from "../shell/useRoute";
import { useT } from "../i18n/language";

/** Who goes on sooner, from one conversation to the next, asks for nothing. */
const STAYED_MS = 400;
/** As many as one looks at, and then all that a page holds. */
const SHOWN = 5;
const MOST = 200;

export function PastConversations({ conversation }: { conversation: Conversation }) {
  const t = useT();
  const [isAll, setAll] = useState(false);
  const hasStayed = useStayed();
  const { contact, id } = conversation;
  // This one is among them, and one more says that there are more.
  const asked = isAll ? MOST : SHOWN + 2;
  const past = useQuery({
    queryKey: ["past", contact.id, asked],
    queryFn: ({ signal }) => getPast(contact.id, asked, signal),
    enabled: hasStayed,
    // Of those that the list does not hold the feed keeps nothing.
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });
  const isSilent = useSilent(past);
  const others = past.data?.filter((one) => one.id !== id);
  const shown = isAll ? others : others?.slice(0, SHOWN);
  return (
    <section className="past">
      <h3>{t.details.past}</h3>
      {isSilent && <UnansweredLine />}
      {past.isPending && !isSilent && (
        <p className="muted" role="status">
          {t.list.loading}
        </p>
      )}
      {past.isError && (
        <p className="muted" role="status">
          {t.details.pastFailed}
        </p>
      )}
      {others?.length === 0 && <p className="muted">{t.details.pastNone}</p>}
      <ul>
        {shown?.map((one) => (
          <li key={one.id}>
            <Past read={one} />
          </li>
        ))}
      </ul>
      {!isAll && (others?.length ?? 0) > SHOWN && (
        <button type="button" className="button small" onClick={() => setAll(true)}>
          {t.details.pastAll}
        </button>
      )}
    </section>
  );
}

function useStayed(): boolean {
  const [hasStayed, setStayed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setStayed(true), STAYED_MS);
    return () => clearTimeout(timer);
  }, []);
  return hasStayed;
}

function Past({ read }: { read: Conversation }) {
  const t = useT();
  const now = useNow();
  // What the feed knows of it is newer than what was read.
  const { id, inbox, last_message: last, last_activity_at: at, status } = useConversation(read.id) ?? read;
  return (
    <button type="button" className="past-row" onClick={() => go({ open: id })}>
      <span className="past-text" dir="auto">
        {last ? plain(last.content.slice(0, 160)) : t.list.noMessage}
      </span>{" "}
      <span className="past-facts">
        <span className="chip">{t.details.statuses[status]}</span>{" "}
        <time dateTime={at}>{listTime(at, new Date(now))}</time> <InboxMark inbox={inbox} />
      </span>
    </button>
  );
}
