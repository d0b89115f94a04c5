/** The left pane: which conversations, the list, and how the connection stands. */
import type { Ref, RefObject } from "react";
import type { Id } from "../../protocol";
import { FILTERS, VIEWS, type Filter, type ListQuery, type View } from "../../protocol/lists";
import { AccountRow } from "../shell/AccountRow";
import { ConversationList, type ListHandle } from "./ConversationList";
import { SearchBox } from "./SearchBox";
import { useT } from "../i18n/language";
import "./ConversationList.css";

interface ListPaneProps {
  query: ListQuery;
  open: Id | null;
  list: Ref<ListHandle>;
  search: RefObject<HTMLInputElement | null>;
  onView: (view: View) => void;
  onFilter: (filter: Filter) => void;
  onSearch: (q: string) => void;
  onEverywhere: () => void;
  /** `reply`: the agent wants to write at once. */
  onOpen: (id: Id, reply: boolean) => void;
  onHelp: () => void;
}

export function ListPane({ search, list, ...props }: ListPaneProps) {
  const t = useT();
  const { query } = props;
  return (
    <section className="pane list" aria-label={t.list.label}>
      <header className="list-head">
        <div className="list-tabs" role="group" aria-label={t.list.views}>
          {VIEWS.map((view) => (
            <button
              key={view}
              type="button"
              className="tab"
              aria-pressed={view === query.view}
              onClick={() => props.onView(view)}
            >
              {t.views[view]}
            </button>
          ))}
          <select
            className="filter"
            aria-label={t.list.filter}
            value={query.filter}
            onChange={(event) => props.onFilter(event.target.value as Filter)}
          >
            {FILTERS.map((filter) => (
              <option key={filter} value={filter}>
                {t.filters[filter]}
              </option>
            ))}
          </select>
        </div>
        <SearchBox q={query.q} onSearch={props.onSearch} ref={search} />
      </header>
      <ConversationList
        query={query}
        open={props.open}
        onOpen={props.onOpen}
        onEverywhere={props.onEverywhere}
        ref={list}
      />
      <AccountRow onHelp={props.onHelp} />
    </section>
  );
}
