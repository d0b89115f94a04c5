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
    if (running) return;
    setRunning(true);
    run(work().finally(() => setRunning(false)));
  };
  return (
    // Not disabled: the focus would fall with nobody to see it, and where it goes with the button the thread gives it on.
    <button type="button" className="button small" aria-disabled={running} onClick={press}>
      {running ? (busy ?? label) : label}
    </button>
  );
}
