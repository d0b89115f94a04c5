/** A button that cannot be pressed twice while its request is under way. */
import { useRef, useState } from "react";
import { useRun } from "../context";
import { articleOf } from "../thread/threadKeys";

interface ActionButtonProps {
  label: string;
  /** Said while it runs. */
  busy?: string;
  work: () => Promise<void>;
}

export function ActionButton({ label, busy, work }: ActionButtonProps) {
  const run = useRun();
  const button = useRef<HTMLButtonElement>(null);
  const [running, setRunning] = useState(false);
  const press = (): void => {
    if (running) return;
    setRunning(true);
    const ended = work().then(() => toMessage(button.current));
    run(ended.finally(() => setRunning(false)));
  };
  return (
    // Not disabled: the focus would fall, also where it is to be pressed once more.
    <button type="button" className="button small" ref={button} aria-disabled={running} onClick={press}>
      {running ? (busy ?? label) : label}
    </button>
  );
}

/** From a button that has done its work, and goes with it, to the message that it belongs to. */
export function toMessage(button: HTMLElement | null): void {
  if (button !== null && button === document.activeElement) articleOf(button)?.focus();
}
