/** The button for another time, and what it opens. */
import { useState, type ReactNode } from "react";
import { useT } from "../i18n/language";

interface ChangeTimeProps {
  /** What asks for the time. `close`: whether the focus went elsewhere already. */
  children: (anchor: Element, close: (left: boolean) => void) => ReactNode;
}

export function ChangeTime({ children }: ChangeTimeProps) {
  const t = useT();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = (left: boolean): void => {
    setAnchor(null);
    if (!left) anchor?.focus();
  };
  return (
    <>
      <button
        type="button"
        className="button small"
        aria-haspopup="dialog"
        onClick={({ currentTarget }) => setAnchor(currentTarget)}
      >
        {t.bubble.changeTime}
      </button>
      {anchor && children(anchor, close)}
    </>
  );
}
