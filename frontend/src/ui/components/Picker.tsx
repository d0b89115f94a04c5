/**
 * A list to choose from beside what opened it: type to narrow it, arrows and Enter, Escape. One for all that is chosen
 * from a list: an owner, a status, a time, labels.
 */
import { Combobox } from "@base-ui/react/combobox";
import { useState, type ReactNode } from "react";
import { folded } from "../text/fuzzy";
import { Check, Plus } from "./icons";
import "./Picker.css";

export interface PickerItem {
  readonly id: string;
  readonly label: string;
  /** A second word, at the end of the line. */
  readonly hint?: string | undefined;
  /** The key that does the same. */
  readonly keys?: string | undefined;
  readonly mark?: ReactNode;
  /** Found by these words, too. */
  readonly words?: string;
}

export interface PickerGroup {
  /** Read before its items; drawn where `titled`. */
  readonly label: string;
  readonly titled?: boolean;
  /** Where several are chosen: of these one at most, and each is marked as such. */
  readonly isSingle?: boolean;
  readonly items: readonly PickerItem[];
}

export interface PickerAgain {
  readonly label: string;
  readonly act: () => void;
}

interface PickerProps {
  label: string;
  groups: readonly PickerGroup[];
  /** Ids of the items that are so now. */
  chosen: readonly string[];
  /** Asked for where the list is long; short lists show what is typed only once something is. */
  placeholder?: string;
  /** What stands below the list: that more is coming, or why not. */
  status?: string;
  /** Below that: to ask once more for what did not come. */
  again?: PickerAgain | undefined;
  /** What is there when nothing matches. */
  none: string;
  /** What was opened; null: the middle of the window. */
  anchor: Element | null;
  /** Already typed when it opens. */
  initial?: string;
  /** The groups are what fits, in the order in which it fits: they follow what is typed. */
  isRanked?: boolean;
  onTyped?: (text: string) => void;
  /** An item to make of what was typed, where none is called so. */
  create?: ((text: string) => string) | undefined;
  /** One item is chosen: it closes. */
  onPick?: (id: string, typed: string) => void;
  /** Several may be: they are told when they change, and it stays. */
  onChange?: (ids: readonly string[], typed: string) => void;
  /** `left`: the focus went elsewhere already. */
  onClose: (left: boolean) => void;
}

/** Before anything is typed, too: Enter takes the first, or what is so now. The part below knows it, its types do not. */
const ALWAYS = "always" as unknown as boolean;
const MIDDLE = { getBoundingClientRect: () => new DOMRect(innerWidth / 2, innerHeight / 4, 0, 0) };
/** Then the focus is where the agent put it. */
const LEFT: ReadonlySet<string> = new Set(["outside-press", "focus-out"]);

export function Picker(props: PickerProps) {
  const { chosen, anchor, onChange, onClose, isRanked = false } = props;
  const [typed, type] = useTyped(props);
  const shown = withNew(props, typed.trim());
  const all = shown.flatMap(({ items }) => items);
  const selected = all.filter(({ id }) => chosen.includes(id));
  const isMultiple = onChange !== undefined;
  return (
    <Combobox.Root<PickerItem, boolean>
      open
      items={[...shown]}
      multiple={isMultiple}
      value={isMultiple ? selected : (selected[0] ?? null)}
      inputValue={typed}
      autoHighlight={ALWAYS}
      filter={isRanked ? null : matches}
      itemToStringLabel={(item: PickerItem) => item.label}
      isItemEqualToValue={(a: PickerItem, b: PickerItem) => a.id === b.id}
      onInputValueChange={type}
      onValueChange={(value) => Array.isArray(value) && onChange?.(value.map(idOf), typed.trim())}
      onOpenChange={(open, { reason }) => !open && onClose(LEFT.has(reason))}
    >
      <Combobox.Portal>
        <Combobox.Positioner
          className="picker-place"
          anchor={anchor ?? MIDDLE}
          side="bottom"
          align={sideOf(anchor)}
          sideOffset={4}
          collisionPadding={8}
          positionMethod="fixed"
        >
          <Combobox.Popup
            className={isRanked ? "picker wide" : "picker"}
            aria-label={props.label}
            finalFocus={false}
          >
            <Content {...props} typed={typed} />
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

function useTyped({ initial = "", onTyped }: PickerProps): [string, (text: string) => void] {
  const [typed, setTyped] = useState(initial);
  const type = (text: string): void => {
    setTyped(text);
    onTyped?.(text);
  };
  return [typed, type];
}

function Content({
  label,
  placeholder,
  status,
  again,
  none,
  typed,
  onPick,
}: PickerProps & { typed: string }) {
  const isShort = placeholder === undefined;
  return (
    <>
      <Combobox.Input
        className={isShort ? "field picker-field short" : "field picker-field"}
        aria-label={label}
        placeholder={placeholder ?? " "}
        // A short list needs no keyboard over half of a phone.
        inputMode={isShort ? "none" : "search"}
        autoComplete="off"
        spellCheck={false}
      />
      <Combobox.Empty className="picker-note">{none}</Combobox.Empty>
      <Combobox.List className="picker-list">
        {(group: PickerGroup) => (
          <Group key={group.label} group={group} onPick={onPick && ((id) => onPick(id, typed.trim()))} />
        )}
      </Combobox.List>
      <Combobox.Status className="picker-note">{status}</Combobox.Status>
      {again && (
        <button type="button" className="button small picker-again" onClick={again.act}>
          {again.label}
        </button>
      )}
    </>
  );
}

interface GroupProps {
  group: PickerGroup;
  onPick: ((id: string) => void) | undefined;
}

function Group({ group, onPick }: GroupProps) {
  return (
    <Combobox.Group items={[...group.items]} className="picker-group">
      <Combobox.GroupLabel className={group.titled ? "picker-title" : "sr-only"}>
        {group.label}
      </Combobox.GroupLabel>
      <Combobox.Collection>
        {(item: PickerItem) => (
          <Item key={item.id} item={item} isSingle={group.isSingle === true} onPick={onPick} />
        )}
      </Combobox.Collection>
    </Combobox.Group>
  );
}

interface ItemProps {
  item: PickerItem;
  isSingle: boolean;
  onPick: GroupProps["onPick"];
}

function Item({ item, isSingle, onPick }: ItemProps) {
  return (
    <Combobox.Item
      value={item}
      className="picker-item"
      // Also of the one that is so already: another time for what sleeps.
      {...(onPick && { onClick: () => onPick(item.id) })}
    >
      <span className="picker-mark">{item.mark}</span>
      <bdi className="picker-label">{item.label}</bdi>
      {item.hint !== undefined && (
        // Read after the label, and apart from it.
        <span className="picker-hint"> {item.hint}</span>
      )}
      {item.keys !== undefined && <kbd aria-hidden="true">{item.keys}</kbd>}
      {isSingle ? (
        <span className="picker-one" aria-hidden="true" />
      ) : (
        <Combobox.ItemIndicator className="picker-check">
          <Check />
        </Combobox.ItemIndicator>
      )}
    </Combobox.Item>
  );
}

/** Towards the middle of the window. */
function sideOf(anchor: Element | null): "start" | "center" | "end" {
  if (anchor === null) return "center";
  const { left, right } = anchor.getBoundingClientRect();
  return (left + right) / 2 > innerWidth * 0.6 ? "end" : "start";
}

function idOf({ id }: PickerItem): string {
  return id;
}

/** Whether every word that was typed begins a word of the item. */
function matches(item: PickerItem, query: string): boolean {
  const words = folded(`${item.label} ${item.words ?? ""}`).split(/[\s@·/._-]+/u);
  const asked = folded(query).split(/\s+/u).filter(Boolean);
  return item.id === NEW || asked.every((one) => words.some((word) => word.startsWith(one)));
}

/** The id of the item that is made of what was typed. */
export const NEW = "new";

function withNew({ groups, create }: PickerProps, typed: string): readonly PickerGroup[] {
  const isThere = groups.some(({ items }) => items.some(({ label }) => folded(label) === folded(typed)));
  if (!create || typed === "" || isThere) return groups;
  const item = { id: NEW, label: create(typed), mark: <Plus /> };
  return [...groups, { label: item.label, items: [item] }];
}
