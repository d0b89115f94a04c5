/**
 * What is offered while a word is typed into a text, above it: arrows choose, Enter and Tab take, Escape leaves what was
 * typed. The focus stays in the text, which says to screen readers what is chosen.
 */
import {
  useEffect,
  useId,
  useImperativeHandle,
  useState,
  type ReactNode,
  type Ref,
  type RefObject,
} from "react";
import { Close } from "./icons";
import "./CaretPicker.css";

export interface CaretItem {
  readonly id: string;
  readonly label: string;
  /** Before the label; what it means stands in words elsewhere. */
  readonly mark?: ReactNode;
  /** What it is called besides. */
  readonly name?: string;
  /** A second word, at the end of the line. */
  readonly hint?: string;
  /** A line below. */
  readonly detail?: string;
}

export interface CaretPickerHandle {
  /** Whether the key was for the list. */
  onKey: (event: PressedKey) => boolean;
}

export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly preventDefault: () => void;
  readonly stopPropagation: () => void;
}

interface CaretPickerProps {
  label: string;
  items: readonly CaretItem[];
  /** How many there are, or why there are none; read when it changes. */
  status: string;
  area: RefObject<HTMLTextAreaElement | null>;
  onPick: (id: string) => void;
  onClose: () => void;
  /** Of the button for who has no Escape. */
  closeLabel: string;
  /** What can be done besides. */
  children?: ReactNode;
  ref: Ref<CaretPickerHandle>;
}

export function CaretPicker(props: CaretPickerProps) {
  const { label, items, status, area, onPick, onClose, closeLabel, children, ref } = props;
  const id = useId();
  const [chosen, setChosen] = useState<string | null>(null);
  const at = Math.max(
    0,
    items.findIndex((item) => item.id === chosen),
  );
  const active = items[at];
  const optionId = (item: CaretItem): string => `${id}-${item.id}`;
  useOwner(area, id, active && optionId(active));
  const move = (by: number): void => setChosen(items.at((at + by) % items.length)?.id ?? null);
  const take: Readonly<Record<string, () => void>> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => active && onPick(active.id),
    Tab: () => active && onPick(active.id),
    Escape: onClose,
  };
  useImperativeHandle(ref, () => ({
    onKey: (event) => {
      const act = take[event.key];
      const isOurs = act && !event.shiftKey && (active !== undefined || event.key === "Escape");
      if (!isOurs) return false;
      event.preventDefault();
      // Escape means the list here, and nothing behind it.
      event.stopPropagation();
      act();
      return true;
    },
  }));
  return (
    // A press would take the focus out of the text.
    <div className="caret-picker" role="presentation" onMouseDown={(event) => event.preventDefault()}>
      <div id={id} className="caret-list" role="listbox" aria-label={label} hidden={items.length === 0}>
        {items.map((item) => (
          <Option key={item.id} id={optionId(item)} item={item} isActive={item === active} onPick={onPick} />
        ))}
      </div>
      <CloseButton label={closeLabel} onClose={onClose} />
      <p className={items.length > 0 ? "sr-only" : "picker-note"} role="status">
        {status}
      </p>
      {children}
    </div>
  );
}

function CloseButton({ label, onClose }: { label: string; onClose: () => void }) {
  return (
    <button
      type="button"
      className="icon-button caret-close"
      onClick={onClose}
      aria-label={label}
      title={label}
    >
      <Close />
    </button>
  );
}

interface OptionProps {
  id: string;
  item: CaretItem;
  isActive: boolean;
  onPick: (id: string) => void;
}

function Option({ id, item, isActive, onPick }: OptionProps) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      className="caret-option"
      ref={isActive ? intoView : null}
      onClick={() => onPick(item.id)}
    >
      <span className="caret-line">
        {item.mark}
        <bdi className="caret-label">{item.label}</bdi> <bdi className="caret-name">{item.name}</bdi>{" "}
        {item.hint !== undefined && <span className="picker-hint">{item.hint}</span>}
      </span>
      {item.detail !== undefined && (
        <span className="caret-detail" dir="auto">
          {item.detail}
        </span>
      )}
    </div>
  );
}

function intoView(option: HTMLElement | null): void {
  option?.scrollIntoView?.({ block: "nearest" });
}

/** The text controls the list for as long as that is there. */
function useOwner(
  area: RefObject<HTMLTextAreaElement | null>,
  list: string,
  active: string | undefined,
): void {
  useEffect(() => {
    const text = area.current;
    if (!text) return undefined;
    const names = ["aria-autocomplete", "aria-haspopup", "aria-controls"] as const;
    for (const [index, value] of ["list", "listbox", list].entries())
      text.setAttribute(names[index] ?? "", value);
    return () => {
      for (const name of [...names, "aria-activedescendant"]) text.removeAttribute(name);
    };
  }, [area, list]);
  useEffect(() => {
    if (active === undefined) area.current?.removeAttribute("aria-activedescendant");
    else area.current?.setAttribute("aria-activedescendant", active);
  }, [area, active]);
}
