/** A button that cannot be pressed twice while its request is under way. */
import { useState } from "react";
import { useRun } from "../context";

interface ActionButtonProps {
  label: string;
  /** Said while it runs. */
  busy?: string;
  work: () => Promise<void>;
}

export function ActionButton({ label, busy, work }: ActionButtonProps) {
  const run = useRun();
  const [running, setRunning] = useState(false);
  const press = (): void => {
    setRunning(true);
    run(work().finally(() => setRunning(false)));
  };
  return (
    <button type="button" className="button small" disabled={running} onClick={press}>
      {running ? (busy ?? label) : label}
    </button>
  );
}
