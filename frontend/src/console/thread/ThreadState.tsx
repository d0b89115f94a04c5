/** What stands where messages are not: loading, failed, none. */
import { EmptyState } from "../../ui/components/EmptyState";
import { Unanswered, UnansweredLine } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import { useNothingYet } from "../shared/useNothingYet";
import type { LoadedRanges } from "../../store/state/ranges";
import type { NextPage, ThreadPages } from "./useThreadPages";
import { useT } from "../i18n/language";

interface ThreadStateProps {
  pages: ThreadPages;
  next: NextPage;
  ranges: LoadedRanges;
  /** Rows. */
  count: number;
}

export function ThreadState({ pages, next, ranges, count }: ThreadStateProps) {
  const t = useT();
  const isSilent = useSilent(pages);
  const isNothing = useNothingYet();
  // Between two parts a row says it.
  const isOlder = isOldest(next, ranges);
  if (pages.isError) return <Failed onAgain={() => void pages.refetch()} />;
  if (isOlder) return <OlderComing next={next} />;
  if (count > 0) return null;
  if (isSilent || (pages.isPending && isNothing))
    return (
      <div className="thread-state">
        <Unanswered what={t.silent.thread} />
      </div>
    );
  return pages.isPending ? <ThreadSkeleton /> : <NoMessages />;
}

function NoMessages() {
  const t = useT();
  return (
    <div className="thread-state">
      <EmptyState text={[t.thread.empty]} />
    </div>
  );
}

function Failed({ onAgain }: { onAgain: () => void }) {
  const t = useT();
  const again = (
    <button type="button" className="button" onClick={onAgain}>
      {t.list.retry}
    </button>
  );
  return (
    <div className="thread-state">
      <EmptyState text={[t.thread.failed]} action={again} />
    </div>
  );
}

function isOldest({ url }: NextPage, ranges: LoadedRanges): boolean {
  return url !== null && url === ranges[0]?.older;
}

function OlderComing({ next }: { next: NextPage }) {
  const t = useT();
  if (next.isError) return <Failed onAgain={next.again} />;
  if (next.failureCount > 0) return <UnansweredLine />;
  return (
    <p className="thread-older" role="status">
      {t.thread.loading}
    </p>
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
