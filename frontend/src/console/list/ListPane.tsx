/** The left pane: which conversations, the list, and how the connection stands. */
import { useRef, type RefObject } from "react";
import type { Id } from "../../protocol";
import type { ListQuery } from "../../protocol/lists";
import { openSearch } from "../search/search";
import { AccountRow } from "../shell/AccountRow";
import { ConversationList, type ListHandle } from "./ConversationList";
import { FilterChips } from "./FilterChips";
import { ListTools } from "./ListTools";
import { SearchBox } from "./SearchBox";
import { ViewTabs } from "./ViewTabs";
import { isSelecting } from "../../store/bulk/selection";
import { useClient, useSignal } from "../context";
import { BulkBar } from "../lazyComponents";
import { useT } from "../i18n/language";
import "./ConversationList.css";

export type ChangeQuery = (change: Partial<ListQuery & { saved: Id | null }>) => void;

interface ListPaneProps {
  query: ListQuery;
  /** The saved view that is chosen. */
  saved: Id | null;
  open: Id | null;
  list: RefObject<ListHandle | null>;
  search: RefObject<HTMLInputElement | null>;
  onChange: ChangeQuery;
  onEverywhere: () => void;
  /** `reply`: the agent wants to write at once. */
  onOpen: (id: Id, reply: boolean) => void;
  onHelp: () => void;
}

export function ListPane({ query, saved, search, list, onChange, onOpen, ...props }: ListPaneProps) {
  const t = useT();
  const { bulk } = useClient();
  const selecting = isSelecting(useSignal(bulk.selection));
  const filterButton = useRef<HTMLButtonElement>(null);
  const openFirst = (): void => {
    const id = list.current?.active() ?? null;
    if (id !== null) onOpen(id, true);
  };
  return (
    <section className="pane list" aria-label={t.list.label}>
      <header className="list-head">
        <ViewTabs query={query} saved={saved} onChange={onChange} />
        <SearchBox
          q={query.q}
          onSearch={(q) => onChange({ q })}
          onDown={() => list.current?.move(0)}
          onEnter={openFirst}
          onEverything={openSearch}
          ref={search}
        />
        {selecting ? (
          <BulkBar query={query} />
        ) : (
          <ListTools filterButton={filterButton} query={query} saved={saved} onChange={onChange} />
        )}
        <FilterChips filterButton={filterButton} query={query} onChange={onChange} />
      </header>
      <ConversationList
        query={query}
        open={props.open}
        onOpen={onOpen}
        onEverywhere={props.onEverywhere}
        ref={list}
      />
      <AccountRow onHelp={props.onHelp} />
    </section>
  );
}
