/** The customer's other conversations, the newest first. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getPast } from "../../protocol/rest/endpoints";
import type { Conversation, Id } from "../../protocol";
import { useClient, useSignal } from "../context";
import { Section } from "./Section";
import { ConversationLine } from "../shared/ConversationLine";
import { UnansweredLine } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import { useT } from "../i18n/language";

/** As many as one looks at, and then all that a page holds. */
const SHOWN = 5;
/** The open one is among them, and one more says that there are more; as many come with a thread. */
const ASKED = SHOWN + 2;
const MOST = 200;

export function PastConversations({ conversation }: { conversation: Conversation }) {
  const t = useT();
  return (
    <Section name="past" title={t.details.past} className="past">
      <Others conversation={conversation} />
    </Section>
  );
}

function Others({ conversation: { contact, id } }: { conversation: Conversation }) {
  const t = useT();
  const [isAll, setAll] = useState(false);
  const past = usePast(contact.id, isAll);
  const others = past.data?.filter((one) => one.id !== id) ?? [];
  const shown = isAll ? others : others.slice(0, SHOWN);
  return (
    <>
      <PastState past={past} isNone={others.length === 0} />
      <ul>
        {shown.map((one) => (
          <li key={one.id}>
            <ConversationLine read={one} />
          </li>
        ))}
      </ul>
      {!isAll && others.length > SHOWN && (
        <button type="button" className="button small" onClick={() => setAll(true)}>
          {t.details.pastAll}
        </button>
      )}
    </>
  );
}

function usePast(contact: Id, isAll: boolean) {
  const { threads, ready } = useClient();
  return useQuery({
    queryKey: ["past", contact, isAll],
    queryFn: async ({ signal }) => {
      if (isAll) return getPast(contact, MOST, signal);
      return (await threads.past.take(contact)) ?? getPast(contact, ASKED, signal);
    },
    // With the thread, which brings them.
    enabled: useSignal(ready),
    // Of those that the list does not hold the feed keeps nothing.
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });
}

/** What stands there while nothing is known, or where there is nothing. */
function PastState({ past, isNone }: { past: ReturnType<typeof usePast>; isNone: boolean }) {
  const t = useT();
  const isSilent = useSilent(past);
  if (isSilent) return <UnansweredLine />;
  const says = past.isPending
    ? t.list.loading
    : past.isError
      ? t.details.pastFailed
      : isNone && t.details.pastNone;
  return says ? (
    <p className="muted" role="status">
      {says}
    </p>
  ) : null;
}
