/** A line above the text that says what goes with it, and is taken off by its button. */
import type { ReactNode } from "react";
import { Close } from "../../ui/components/icons";

interface RemovableBarProps {
  /** Of the button. */
  label: string;
  onRemove: () => void;
  /** Before the words. */
  icon?: ReactNode;
  className?: string;
  children: ReactNode;
}

export function RemovableBar({ label, onRemove, icon, className = "", children }: RemovableBarProps) {
  return (
    <div className={`quote-bar ${className}`}>
      {icon}
      <div>{children}</div>
      <button type="button" className="icon-button" onClick={onRemove} aria-label={label} title={label}>
        <Close />
      </button>
    </div>
  );
}
