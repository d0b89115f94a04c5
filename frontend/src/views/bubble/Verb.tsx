/** A button that cannot be pressed twice while its request is under way. */
import { useState } from "react";
import { useAct } from "../context";

interface VerbProps {
  label: string;
  /** Said while it runs. */
  busy?: string;
  work: () => Promise<void>;
}

export function Verb({ label, busy, work }: VerbProps) {
  const act = useAct();
  const [running, setRunning] = useState(false);
  const run = (): void => {
    setRunning(true);
    act(work().finally(() => setRunning(false)));
  };
  return (
    <button type="button" className="button small" disabled={running} onClick={run}>
      {running ? (busy ?? label) : label}
    </button>
  );
}
