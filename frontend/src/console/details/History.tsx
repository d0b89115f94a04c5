/** What was done to the conversation, the newest first; folded until somebody wants to know. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Id } from "../../protocol";
import { getActivity } from "../../protocol/rest/activity";
import { historyOf } from "../../store/state/history";
import { isWhole } from "../../store/state/thread";
import { fullTime } from "../../ui/text/format";
import { useClient, useSignal, useThread } from "../context";
import { useT } from "../i18n/language";
import { UnansweredLine } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import { activityText } from "../thread/activityText";
import { Section } from "./Section";

const FRESH_MS = 30_000;
/** Looked at by nobody any more. */
const FORGET_MS = 10 * 60_000;

export function History({ conversation }: { conversation: Id }) {
  const t = useT();
  return (
    <Section name="activity" title={t.details.activity} isOpenFirst={false} isNested className="history">
      <Lines conversation={conversation} />
    </Section>
  );
}

function Lines({ conversation }: { conversation: Id }) {
  const t = useT();
  const { me } = useClient();
  const thread = useThread(conversation);
  const { loaded } = thread;
  const asked = useHistory(conversation, loaded && !isWhole(thread));
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = asked;
  const lines = useMemo(() => historyOf(thread.activity, data?.pages), [thread.activity, data]);
  const said = lines.flatMap((line) => {
    const text = activityText(line, me.id, t);
    return text === null ? [] : [{ line, text }];
  });
  return (
    <>
      <HistoryState asked={asked} isLoading={asked.isLoading || !loaded} isNone={said.length === 0} />
      <ul>
        {said.map(({ line, text }) => (
          <li key={line.id}>
            <bdi>{text}</bdi> · <time dateTime={line.at}>{fullTime(line.at)}</time>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <button
          type="button"
          className="button small"
          aria-disabled={isFetchingNextPage}
          onClick={() => isFetchingNextPage || void fetchNextPage()}
        >
          {t.details.activityMore}
        </button>
      )}
    </>
  );
}

/** With the thread, which brings all of it where it is loaded whole. */
function useHistory(conversation: Id, isAsked: boolean) {
  const { ready } = useClient();
  const isReady = useSignal(ready);
  return useInfiniteQuery({
    queryKey: ["activity", conversation],
    queryFn: ({ pageParam, signal }) => getActivity(conversation, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    enabled: isReady && isAsked,
    // Of a thread that nobody looks at the feed keeps nothing.
    staleTime: FRESH_MS,
    gcTime: FORGET_MS,
  });
}

interface StateProps {
  asked: ReturnType<typeof useHistory>;
  isLoading: boolean;
  isNone: boolean;
}

function HistoryState({ asked, isLoading, isNone }: StateProps) {
  const t = useT();
  const isSilent = useSilent(asked);
  if (isSilent) return <UnansweredLine />;
  const says = isLoading
    ? t.list.loading
    : asked.isError
      ? t.details.activityFailed
      : isNone && t.details.activityNone;
  return says ? (
    <p className="muted" role="status">
      {says}
    </p>
  ) : null;
}
