/** A button of the list's head that opens a picker beside itself; the picker is loaded when it is first needed. */
import { useRef, useState, type ReactNode, type Ref } from "react";
import type { Id } from "../../protocol";
import type { ListQuery } from "../../protocol/lists";
import { ListPicker } from "../lazyComponents";
import type { ChangeQuery } from "./ListPane";

export type ListPickerKind = "views" | "filters" | "sort";

interface ListPickerButtonProps {
  what: ListPickerKind;
  label: string;
  className: string;
  query: ListQuery;
  saved?: Id | null;
  onChange: ChangeQuery;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** A press on the button closes the picker before it is a click on the button. */
const SAME_PRESS_MS = 400;

export function ListPickerButton({ label, className, children, ref, ...asked }: ListPickerButtonProps) {
  const { anchor, open, close } = useAnchor();
  return (
    <>
      <button
        type="button"
        ref={ref}
        className={className}
        data-opens="picker"
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        title={label}
        onClick={({ currentTarget }) => open(currentTarget)}
      >
        <span className="sr-only">{label}</span>
        <span className="face" aria-hidden="true">
          {children}
        </span>
      </button>
      {anchor !== null && <ListPicker saved={null} {...asked} anchor={anchor} onClose={close} />}
    </>
  );
}

function useAnchor() {
  const [anchor, setAnchor] = useState<HTMLButtonElement | null>(null);
  const left = useRef(-SAME_PRESS_MS);
  const close = (hasLeft: boolean): void => {
    if (hasLeft) left.current = performance.now();
    else anchor?.focus();
    setAnchor(null);
  };
  const open = (button: HTMLButtonElement): void => {
    if (performance.now() - left.current >= SAME_PRESS_MS) setAnchor(button);
  };
  return { anchor, open, close };
}
