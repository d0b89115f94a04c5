/** What is still missing, and the button that sends. */
import "./Field.css";

interface FormFootProps {
  problem: string | null;
  label: string;
}

export function FormFoot({ problem, label }: FormFootProps) {
  return (
    <footer className="form-foot">
      <p className="field-hint" role="status">
        {problem}
      </p>
      <button type="submit" className="button primary" disabled={problem !== null}>
        {label}
      </button>
    </footer>
  );
}
