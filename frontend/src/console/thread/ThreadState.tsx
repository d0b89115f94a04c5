/** What stands where messages are not: loading, failed, none. */
import { EmptyState } from "../../ui/components/EmptyState";
import { Unanswered, UnansweredLine } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import { useNothingYet } from "../shared/useNothingYet";
import type { ThreadPages } from "./useThreadPages";
import { useT } from "../i18n/language";

export function ThreadState({ pages, count }: { pages: ThreadPages; count: number }) {
  const t = useT();
  const isSilent = useSilent(pages);
  const isNothing = useNothingYet();
  if (pages.isError) {
    const again = (
      <button
        type="button"
        className="button"
        onClick={() => void (count > 0 ? pages.fetchNextPage() : pages.refetch())}
      >
        {t.list.retry}
      </button>
    );
    return (
      <div className="thread-state">
        <EmptyState text={[t.thread.failed]} action={again} />
      </div>
    );
  }
  if (pages.isFetchingNextPage)
    return pages.failureCount > 0 ? (
      <UnansweredLine />
    ) : (
      <p className="thread-older" role="status">
        {t.thread.loading}
      </p>
    );
  if (count > 0) return null;
  if (isSilent || (pages.isPending && isNothing))
    return (
      <div className="thread-state">
        <Unanswered what={t.silent.thread} />
      </div>
    );
  if (pages.isPending) return <ThreadSkeleton />;
  return (
    <div className="thread-state">
      <EmptyState text={[t.thread.empty]} />
    </div>
  );
}

const PLACES = [44, 30, 62, 38, 52];

export function ThreadSkeleton() {
  const t = useT();
  return (
    <div className="thread-skeleton" role="status">
      <span className="sr-only">{t.thread.loading}</span>
      {PLACES.map((width, index) => (
        <i
          key={width}
          className={index % 2 === 0 ? "left" : "right"}
          style={{ width: `${width}%` }}
          aria-hidden="true"
        />
      ))}
    </div>
  );
}
