/** The filters that stand in what is typed, and those that may be put there. */
import { BEGINNINGS, SEARCH_FILTERS, type SearchChip } from "../../store/search/typed";
import { Close } from "../../ui/components/icons";
import { useRoving } from "../../ui/roving";
import { useDialogT } from "../i18n/language";

interface SearchChipsProps {
  chips: readonly SearchChip[];
  onRemove: (chip: SearchChip) => void;
  onAdd: (filter: string) => void;
}

export function SearchChips({ chips, onRemove, onAdd }: SearchChipsProps) {
  const t = useDialogT().search;
  const used = new Set(chips.map(({ name }) => name));
  return (
    <div className="search-chips" role="toolbar" aria-label={t.filters} ref={useRoving("row")}>
      {chips.map((chip) => (
        <button
          key={chip.text}
          type="button"
          className={chip.isUnknown ? "button small search-chip unknown" : "button small search-chip"}
          aria-label={chip.isUnknown ? t.removeUnknown(chip.text) : t.remove(chip.text)}
          onClick={() => onRemove(chip)}
        >
          <bdi dir="ltr">{chip.text}</bdi>
          <Close />
        </button>
      ))}
      {SEARCH_FILTERS.filter((name) => !used.has(name)).map((name) => (
        <button
          key={name}
          type="button"
          className="button small"
          title={t.means[name]}
          onClick={() => onAdd(BEGINNINGS[name])}
        >
          <bdi dir="ltr">{BEGINNINGS[name]}</bdi>
        </button>
      ))}
    </div>
  );
}
