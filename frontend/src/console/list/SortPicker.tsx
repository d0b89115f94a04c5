/** In what order the rows stand. */
import { SORTS, type Sort } from "../../protocol/lists";
import { Picker } from "../../ui/components/Picker";
import { useDialogT, useT } from "../i18n/language";
import type { OpenListPickerProps } from "./ListPicker";

export function SortPicker({ query, anchor, onChange, onClose }: OpenListPickerProps) {
  const t = useT();
  const { nothing } = useDialogT().picker;
  const pick = (id: string): void => {
    onClose(false);
    onChange({ sort: id as Sort });
  };
  return (
    <Picker
      label={t.list.sort}
      none={nothing}
      groups={[{ label: t.list.sort, items: SORTS.map((id) => ({ id, label: t.sorts[id] })) }]}
      chosen={[query.sort]}
      anchor={anchor}
      onPick={pick}
      onClose={onClose}
    />
  );
}
