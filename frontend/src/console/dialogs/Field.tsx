/** A labelled field that counts its characters near the limit. */
import { useId, type Ref } from "react";
import "./Field.css";
import { useDialogT } from "../i18n/language";

interface FieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Characters; how many are left is shown near the end. */
  most?: number;
  rows?: number;
  /** Its text, where it has rows. */
  area?: Ref<HTMLTextAreaElement>;
  hint?: string;
  /** What the server has against it; in the place of the hint. */
  problem?: string;
  type?: "text" | "tel" | "email" | "url" | "password";
  autoComplete?: string;
  inputMode?: "decimal";
}

export function Field({ rows, area, type = "text", inputMode, autoComplete = "off", ...props }: FieldProps) {
  const { label, value, onChange, most, hint, problem = "" } = props;
  const id = useId();
  const over = most === undefined ? 0 : Array.from(value.trim()).length - most;
  const shared = {
    id,
    className: "field",
    dir: "auto",
    value,
    "aria-invalid": over > 0 || problem !== "",
    "aria-describedby": `${id}-hint`,
    onChange: ({ target }: { target: { value: string } }) => onChange(target.value),
  } as const;
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      {rows === undefined ? (
        <input {...shared} type={type} inputMode={inputMode} autoComplete={autoComplete} />
      ) : (
        <textarea {...shared} rows={rows} ref={area} />
      )}
      <Hint id={`${id}-hint`} text={problem || hint} isWrong={problem !== ""} most={most} over={over} />
    </div>
  );
}

interface HintProps {
  id: string;
  text: string | undefined;
  /** Told at once. */
  isWrong: boolean;
  most: number | undefined;
  over: number;
}

function Hint({ id, text, isWrong, most, over }: HintProps) {
  const t = useDialogT();
  const isNear = most !== undefined && over > -Math.max(5, most * 0.15);
  return (
    <p
      id={id}
      className={isWrong || over > 0 ? "field-hint red" : "field-hint"}
      {...(isWrong && { role: "alert" })}
    >
      {text}
      {isNear && <span>{over > 0 ? t.build.over(over) : t.build.left(-over)}</span>}
    </p>
  );
}
