/** What was written with a contact, the newest first; each opens in the inbox. */
import { useQuery } from "@tanstack/react-query";
import type { Id } from "../../protocol";
import { getPast } from "../../protocol/rest/endpoints";
import { useClient, useSignal } from "../context";
import { Section } from "../details/Section";
import { useDialogT, useT } from "../i18n/language";
import { ConversationLine } from "../shared/ConversationLine";
import { UnansweredLine } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";

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
            <ConversationLine read={one} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
