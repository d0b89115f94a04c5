/** The views: those that are used all day as buttons, the rest behind one. */
import type { Id } from "../../protocol";
import type { ListQuery, View } from "../../protocol/lists";
import type { State } from "../../store/state/state";
import { Chevron } from "../../ui/components/icons";
import { useRoving } from "../../ui/roving";
import { ListPickerButton } from "./ListPickerButton";
import type { ChangeQuery } from "./ListPane";
import { useSelect } from "../context";
import { useCount } from "./useCount";
import { useT } from "../i18n/language";

/** Their view is behind the button; that somebody is meant must be seen from everywhere. */
const MENTIONS = "view:mentions";
const TABS: readonly View[] = ["mine", "unassigned", "waiting", "all"];

interface ViewTabsProps {
  query: ListQuery;
  saved: Id | null;
  onChange: ChangeQuery;
}

export function ViewTabs({ query, saved, onChange }: ViewTabsProps) {
  const t = useT();
  const hidden = useHidden(query, saved);
  const mentions = useSelect(unseenMentions);
  const more = hidden ? t.list.moreViewsNow(hidden) : t.list.moreViews;
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
        label={mentions > 0 ? t.list.andMore(more, t.note.mentions(mentions)) : more}
        query={query}
        saved={saved}
        onChange={onChange}
      >
        {hidden}
        {mentions > 0 && <Mentions />}
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

/** Not those of its rows that are loaded: of all. */
function unseenMentions({ counts }: State): number {
  return counts.of.get(MENTIONS) ?? 0;
}

function Mentions() {
  return <span className="tab-mentions">@{useCount(MENTIONS)}</span>;
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
