/** What stands in the place of a list's rows when there are none. */
import { filterCount, type ListQuery } from "../../protocol/lists";
import { EmptyState } from "../../ui/components/EmptyState";
import { simulatorUrl } from "../shell/installation";
import { useIsTouch } from "../shell/useMedia";
import type { Sentences } from "../i18n/en";
import { useT } from "../i18n/language";

interface EmptyListProps {
  query: ListQuery;
  onEverywhere: () => void;
}

export function EmptyList({ query, onEverywhere }: EmptyListProps) {
  const t = useT();
  const isTouch = useIsTouch();
  const isPlayed = simulatorUrl(false) !== null;
  if (query.q === "") return <EmptyState text={emptySentence(query, t, { isPlayed, isTouch })} />;
  const { view, status } = query;
  const isEverywhere = view === "all" && status.length === 0 && filterCount(query) <= 1;
  const everywhere = (
    <button type="button" className="button" onClick={onEverywhere}>
      {t.list.everywhere}
    </button>
  );
  return isEverywhere ? (
    <EmptyState text={t.list.empty.search} />
  ) : (
    <EmptyState text={t.list.emptyPart(t.views[view])} action={everywhere} />
  );
}

interface Here {
  /** Customers can be played. */
  isPlayed: boolean;
  /** No key is named. */
  isTouch: boolean;
}

function emptySentence(
  query: ListQuery,
  t: Sentences,
  { isPlayed, isTouch }: Here,
): readonly [string, string] {
  if (query.status.join() === "resolved") return t.list.empty.resolved;
  if (filterCount(query) > 0) return t.list.empty.filtered;
  if (query.view === "all" && isPlayed) return t.list.empty.allPlayed;
  return (isTouch && t.list.emptyByTouch[query.view]) || t.list.empty[query.view];
}
