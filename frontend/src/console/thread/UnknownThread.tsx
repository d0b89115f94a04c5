/** The pane of a conversation that no list has brought (a link): it is asked for by its id. */
import { useQuery } from "@tanstack/react-query";
import type { Id } from "../../protocol";
import { ApiError } from "../../protocol/rest/request";
import { EmptyState } from "../../ui/components/EmptyState";
import { useClient, useSignal } from "../context";
import { useT } from "../i18n/language";
import { Unanswered } from "../shared/Unanswered";
import { useNothingYet } from "../shared/useNothingYet";
import { useSilent } from "../shared/useSilent";
import { BackButton } from "./ThreadHead";
import { ThreadSkeleton } from "./ThreadState";

export function UnknownThread({ id, onBack }: { id: Id; onBack: () => void }) {
  return (
    <section className="pane thread">
      <header className="pane-head">
        <BackButton onBack={onBack} />
      </header>
      <State id={id} />
    </section>
  );
}

function State({ id }: { id: Id }) {
  const t = useT();
  const client = useClient();
  const isReady = useSignal(client.ready);
  const isNothing = useNothingYet();
  const asked = useQuery({
    queryKey: ["conversation", id],
    queryFn: () => client.loadConversation(id),
    enabled: isReady,
    gcTime: 0,
    // That it does not exist is an answer; a server that is busy may know it later.
    retry: (_, error) => !isRefused(error),
  });
  const isSilent = useSilent(asked) || isNothing;
  if (isSilent) return <Unanswered what={t.silent.conversation} />;
  if (asked.isError) return <EmptyState text={[t.thread.missing]} />;
  return (
    <div className="thread-body">
      <ThreadSkeleton />
    </div>
  );
}

function isRefused(error: Error): boolean {
  return error instanceof ApiError && error.status < 500;
}
