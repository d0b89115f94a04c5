/** What stands in the place of a list's rows when there are none. */
import type { ListQuery } from "../../protocol/lists";
import { EmptyState } from "../../ui/components/EmptyState";
import { useT } from "../i18n/language";

interface EmptyListProps {
  query: ListQuery;
  onEverywhere: () => void;
}

export function EmptyList({ query, onEverywhere }: EmptyListProps) {
  const t = useT();
  if (query.q === "")
    return (
      <EmptyState text={query.filter === "resolved" ? t.list.empty.resolved : t.list.empty[query.view]} />
    );
  const { view, filter } = query;
  const isEverywhere = view === "all" && filter === "any";
  const everywhere = (
    <button type="button" className="button" onClick={onEverywhere}>
      {t.list.everywhere}
    </button>
  );
  return isEverywhere ? (
    <EmptyState text={t.list.empty.search} />
  ) : (
    <EmptyState text={t.list.emptyPart(t.views[view], t.filters[filter])} action={everywhere} />
  );
}
