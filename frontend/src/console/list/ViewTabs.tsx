/** The views: those that are used all day as buttons, the rest behind one. */
import type { Id } from "../../protocol";
import type { ListQuery, View } from "../../protocol/lists";
import { Chevron } from "../../ui/components/icons";
import { useRoving } from "../../ui/roving";
import { ListPickerButton } from "./ListPickerButton";
import type { ChangeQuery } from "./ListPane";
import { useSelect } from "../context";
import { useCount } from "./useCount";
import { useT } from "../i18n/language";

const TABS: readonly View[] = ["mine", "unassigned", "waiting", "all"];

interface ViewTabsProps {
  query: ListQuery;
  saved: Id | null;
  onChange: ChangeQuery;
}

export function ViewTabs({ query, saved, onChange }: ViewTabsProps) {
  const t = useT();
  const hidden = useHidden(query, saved);
  return (
    <div className="list-tabs" role="toolbar" aria-label={t.list.views} ref={useRoving("row")}>
      {TABS.map((view) => (
        <button
          key={view}
          type="button"
          className="tab"
          aria-pressed={view === query.view && hidden === null}
          onClick={() => onChange({ view })}
        >
          {t.views[view]}
          <Count name={`view:${view}`} />
        </button>
      ))}
      <ListPickerButton
        what="views"
        className={hidden ? "tab more chosen" : "tab more"}
        label={hidden ? t.list.moreViewsNow(hidden) : t.list.moreViews}
        query={query}
        saved={saved}
        onChange={onChange}
      >
        {hidden}
        <Chevron />
      </ListPickerButton>
    </div>
  );
}

/** What is chosen and has no tab, by its name. */
function useHidden({ view }: ListQuery, saved: Id | null): string | null {
  const t = useT();
  const views = useSelect((state) => state.saved);
  const chosen = views.find(({ id }) => id === saved);
  if (chosen) return chosen.name;
  return TABS.includes(view) ? null : t.views[view];
}

/** How many there are: shown, and read as a description of the tab, whose name stays its name. */
function Count({ name }: { name: string }) {
  const count = useCount(name);
  return count === null ? null : (
    <span className="tab-count" aria-hidden="true">
      {count}
    </span>
  );
}
