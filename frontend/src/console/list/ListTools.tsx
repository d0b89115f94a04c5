/** The line above the rows: what is left out, and in what order they stand. */
import { useState, type Ref } from "react";
import type { Id } from "../../protocol";
import { filterCount, type ListQuery } from "../../protocol/lists";
import { Funnel, Plus, Sort } from "../../ui/components/icons";
import { useRoving } from "../../ui/roving";
import { ViewDialog } from "../lazyComponents";
import { keysOf } from "../keyboard/keys";
import { useBegin } from "../newConversation/useBegin";
import { ListPickerButton } from "./ListPickerButton";
import type { ChangeQuery } from "./ListPane";
import { useSelect } from "../context";
import { useT } from "../i18n/language";

interface ListToolsProps {
  filterButton: Ref<HTMLButtonElement>;
  query: ListQuery;
  saved: Id | null;
  onChange: ChangeQuery;
}

export function ListTools({ filterButton, query, saved, onChange }: ListToolsProps) {
  const t = useT();
  const [editing, setEditing] = useState(false);
  const mayEdit = useSelect((state) => state.saved.some(({ id, editable }) => id === saved && editable));
  const count = filterCount(query);
  return (
    <div className="list-tools" role="toolbar" aria-label={t.list.tools} ref={useRoving("row")}>
      <ListPickerButton
        what="filters"
        ref={filterButton}
        className={count > 0 ? "list-tool on" : "list-tool"}
        label={t.list.filters(count)}
        query={query}
        onChange={onChange}
      >
        <Funnel />
        {t.list.filter}
      </ListPickerButton>
      <ListPickerButton
        what="sort"
        className="list-tool"
        label={t.list.sortedBy(t.sorts[query.sort])}
        query={query}
        onChange={onChange}
      >
        <Sort />
        {t.sorts[query.sort]}
      </ListPickerButton>
      {(count > 0 || query.q !== "" || saved !== null) && (
        <button type="button" className="list-tool" onClick={() => setEditing(true)}>
          {mayEdit ? t.list.editView : t.list.saveView}
        </button>
      )}
      <NewConversationButton />
      {editing && (
        <ViewDialog query={query} saved={saved} onChange={onChange} onClose={() => setEditing(false)} />
      )}
    </div>
  );
}

function NewConversationButton() {
  const t = useT();
  const begin = useBegin();
  const label = t.keys.commands.newConversation;
  if (begin === null) return null;
  return (
    <button
      type="button"
      className="list-tool new-conversation"
      aria-label={label}
      title={`${label} (${keysOf("newConversation")})`}
      onClick={begin}
    >
      <Plus />
    </button>
  );
}
