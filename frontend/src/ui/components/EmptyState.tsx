/** What stands where rows would be: a title, a hint, and perhaps something to do. */
import type { ReactNode } from "react";

interface EmptyStateProps {
  /** Title and hint. */
  text: readonly [string, string?];
  action?: ReactNode;
}

export function EmptyState({ text: [title, hint], action }: EmptyStateProps) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {hint !== undefined && <p>{hint}</p>}
      {action}
    </div>
  );
}
