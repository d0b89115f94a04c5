/** The left pane: which conversations, the list, and how the connection stands. */
import { useEffect, useState, type KeyboardEvent, type Ref, type RefObject } from "react";
import type { Id } from "../../protocol";
import { FILTERS, VIEWS, type Filter, type ListQuery, type View } from "../../protocol/lists";
import { AccountRow } from "../shell/AccountRow";
import { ConversationList, type ListHandle } from "./ConversationList";
import { Close, Search } from "../../ui/icons";
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

export function ListPane(props: ListPaneProps) {
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
        <SearchBox q={query.q} onSearch={props.onSearch} ref={props.search} />
      </header>
      <ConversationList
        query={query}
        open={props.open}
        onOpen={props.onOpen}
        onEverywhere={props.onEverywhere}
        ref={props.list}
      />
      <AccountRow onHelp={props.onHelp} />
    </section>
  );
}

/** Typing pauses this long before the server is asked. */
const PAUSE_MS = 250;

function SearchBox({
  q,
  onSearch,
  ref,
}: {
  q: string;
  onSearch: (q: string) => void;
  ref: RefObject<HTMLInputElement | null>;
}) {
  const t = useT();
  const [text, setText] = useState(q);
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    const asked = text.trim();
    if (asked === q) return;
    const timer = setTimeout(() => onSearch(asked), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, q, onSearch]);
  const clear = (): void => onSearch("");
  /** The button goes with the text. */
  const wipe = (): void => {
    setText("");
    clear();
    ref.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key !== "Escape") return;
    if (text !== "") event.stopPropagation();
    setText("");
    clear();
  };
  return (
    <div className="search">
      <Search />
      <input
        ref={ref}
        className="field"
        type="text"
        role="searchbox"
        value={text}
        placeholder={t.list.search}
        aria-label={t.list.search}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {text !== "" && (
        <button type="button" className="icon-button" onClick={wipe} aria-label={t.list.clearSearch}>
          <Close />
        </button>
      )}
    </div>
  );
}
