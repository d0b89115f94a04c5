/** The customer's other conversations: asked for when somebody wants to see them. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getPast } from "../../protocol/rest/endpoints";
import { listTime } from "../../ui/text/format";
import type { Conversation } from "../../protocol";
import { useNow } from "../context";
import { UnansweredLine } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import { go } from "../shell/useRoute";
import { useT } from "../i18n/language";

export function PastConversations({ conversation }: { conversation: Conversation }) {
  const t = useT();
  const [wanted, setWanted] = useState(false);
  const { contact, id } = conversation;
  const past = useQuery({
    queryKey: ["past", contact.id],
    queryFn: ({ signal }) => getPast(contact.id, signal),
    enabled: wanted,
    // The feed does not keep this one.
    staleTime: 30_000,
  });
  const isSilent = useSilent(past);
  const others = past.data?.filter((one) => one.id !== id);
  return (
    <section className="past">
      <h3>{t.details.past}</h3>
      {!wanted && (
        <button type="button" className="button small" onClick={() => setWanted(true)}>
          {t.details.pastShow}
        </button>
      )}
      {isSilent && <UnansweredLine />}
      {past.isLoading && !isSilent && (
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
        {others?.map((one) => (
          <li key={one.id}>
            <Past conversation={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Past({
  conversation: { id, last_message: last, last_activity_at: at, status },
}: {
  conversation: Conversation;
}) {
  const t = useT();
  const now = useNow();
  return (
    <button type="button" className="past-row" onClick={() => go({ open: id })}>
      <span className="past-text" dir="auto">
        {last?.content || t.list.noMessage}
      </span>
      <span className="muted">
        {t.details.statuses[status]} · {listTime(at, new Date(now))}
      </span>
    </button>
  );
}
