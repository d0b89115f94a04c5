/** A button that opens a picker; what it shows is what was picked. */
import { useState, type ReactNode } from "react";
import type { Id } from "../../protocol";
import { useSignal } from "../context";
import { openPicker, picking, type PickerKind } from "./picking";

interface PickerButtonProps {
  what: PickerKind;
  conversation: Id;
  /** What it is and how it stands: "Priority: High". */
  label: string;
  className?: string;
  children: ReactNode;
}

export function PickerButton({
  what,
  conversation,
  label,
  className = "button",
  children,
}: PickerButtonProps) {
  const open = useSignal(picking);
  const [self, setSelf] = useState<HTMLButtonElement | null>(null);
  return (
    <button
      ref={setSelf}
      type="button"
      className={className}
      data-picker={what}
      aria-haspopup="dialog"
      aria-expanded={self !== null && open?.anchor === self}
      title={label}
      onClick={({ currentTarget }) => openPicker(what, conversation, currentTarget)}
    >
      <span className="sr-only">{label}</span>
      <span className="face" aria-hidden="true">
        {children}
      </span>
    </button>
  );
}
