/** What stands below the rows, or in their place: loading, failed, empty. */
import type { ReactNode } from "react";
import type { ListQuery } from "../../protocol/lists";
import { useT } from "../i18n/language";
import { Unanswered, UnansweredLine } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import { ListFailed } from "./ListFailed";
import type { ListPages } from "./useListPages";

interface ListStateProps {
  query: ListQuery;
  pages: ListPages;
  count: number;
  empty: ReactNode;
}

export function ListState({ query, pages, count, empty }: ListStateProps) {
  const t = useT();
  const isSilent = useSilent(pages);
  if (pages.isError) return <ListFailed text={t.list.failed} count={count} pages={pages} />;
  if (isSilent && count === 0) return <Unanswered what={query.q === "" ? t.silent.list : t.silent.search} />;
  if (pages.isPending && count === 0) return <ListSkeleton />;
  if (pages.isFetchingNextPage)
    return pages.failureCount > 0 ? (
      <UnansweredLine />
    ) : (
      <p className="list-more" role="status">
        {t.list.loadingMore}
      </p>
    );
  return count === 0 ? empty : null;
}

const PLACES = Array.from({ length: 8 }, (_, index) => index);

function ListSkeleton() {
  const t = useT();
  return (
    <div className="list-skeleton" role="status">
      <span className="sr-only">{t.list.loading}</span>
      {PLACES.map((place) => (
        <div key={place} className="row skeleton" aria-hidden="true">
          <span className="avatar" />
          <div className="row-body">
            <i />
            <i />
            <i />
          </div>
        </div>
      ))}
    </div>
  );
}
