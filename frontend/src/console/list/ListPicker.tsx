/** Which picker of the list's head it is. */
import type { ComponentType } from "react";
import type { Id } from "../../protocol";
import type { ListQuery } from "../../protocol/lists";
import { FilterPicker } from "./FilterPicker";
import type { ChangeQuery } from "./ListPane";
import type { ListPickerKind } from "./ListPickerButton";
import { SortPicker } from "./SortPicker";
import { ViewsPicker } from "./ViewsPicker";

export interface OpenListPickerProps {
  query: ListQuery;
  /** The saved view that is chosen. */
  saved: Id | null;
  anchor: Element;
  onChange: ChangeQuery;
  /** `left`: the focus went elsewhere already. */
  onClose: (left: boolean) => void;
}

const PICKERS = {
  views: ViewsPicker,
  filters: FilterPicker,
  sort: SortPicker,
} satisfies Record<ListPickerKind, ComponentType<OpenListPickerProps>>;

export function ListPicker({ what, ...props }: OpenListPickerProps & { what: ListPickerKind }) {
  const One = PICKERS[what];
  return <One {...props} />;
}
