/** How a line icon is drawn. */
import type { ReactNode } from "react";

interface IconProps {
  /** Spoken when the icon stands alone; without it the icon is decoration. */
  label?: string;
  className?: string;
}

/** `paths` on a grid of 20 px. */
export function icon(paths: ReactNode, viewBox = "0 0 20 20", width = 20) {
  return function Icon({ label, className }: IconProps) {
    const spoken = label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
    return (
      <svg
        className={`icon ${className ?? ""}`}
        viewBox={viewBox}
        width={width}
        height={20}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.6}
        strokeLinecap="round"
        strokeLinejoin="round"
        {...spoken}
      >
        {paths}
      </svg>
    );
  };
}

/** What points along the line, as Back and Send do: where lines are written from the right, the other way. */
export function directed(paths: ReactNode) {
  const Icon = icon(paths);
  return function Directed({ className, ...props }: IconProps) {
    return <Icon {...props} className={`directed ${className ?? ""}`} />;
  };
}
