/** A labelled field that counts its characters near the limit. */
import { useId } from "react";
import "./Field.css";
import { useDialogT } from "../i18n/language";

interface FieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Characters; how many are left is shown near the end. */
  most?: number;
  rows?: number;
  hint?: string;
  type?: "text" | "tel" | "email" | "url";
  inputMode?: "decimal";
}

export function Field({ label, value, onChange, most, rows, hint, type = "text", inputMode }: FieldProps) {
  const t = useDialogT();
  const id = useId();
  const over = most === undefined ? 0 : Array.from(value.trim()).length - most;
  const isNear = most !== undefined && over > -Math.max(5, most * 0.15);
  const shared = {
    id,
    className: "field",
    dir: "auto",
    value,
    "aria-invalid": over > 0,
    "aria-describedby": `${id}-hint`,
    onChange: ({ target }: { target: { value: string } }) => onChange(target.value),
  } as const;
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      {rows === undefined ? (
        <input {...shared} type={type} inputMode={inputMode} autoComplete="off" />
      ) : (
        <textarea {...shared} rows={rows} />
      )}
      <p id={`${id}-hint`} className={over > 0 ? "field-hint red" : "field-hint"}>
        {hint}
        {isNear && <span>{over > 0 ? t.build.over(over) : t.build.left(-over)}</span>}
      </p>
    </div>
  );
}
