/** What the parts of the form have in common. */
import { useId, type ReactNode } from "react";
import type { NotificationSettings } from "../../protocol/notifications";

/** One part of the form. */
export interface PartProps {
  chosen: NotificationSettings;
  onChange: (change: Partial<NotificationSettings>) => void;
}

interface CheckProps {
  label: string;
  hint?: ReactNode;
  isOn: boolean;
  isOff?: boolean;
  onChange: (isOn: boolean) => void;
}

export function Check({ label, hint, isOn, isOff = false, onChange }: CheckProps) {
  const id = useId();
  return (
    <label className="form-check">
      <input
        type="checkbox"
        checked={isOn}
        disabled={isOff}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => onChange(target.checked)}
      />
      <span>
        {label}
        <span className="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      </span>
    </label>
  );
}
