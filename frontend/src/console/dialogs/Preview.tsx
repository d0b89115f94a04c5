/** What the customer would see, as a bubble of ours. */
import type { ReactNode } from "react";

export function Preview({ caption, children }: { caption: string; children: ReactNode }) {
  return (
    <figure className="preview">
      <figcaption className="field-hint">{caption}</figcaption>
      <div className="bubble-line outbound">
        <div className="bubble">{children}</div>
      </div>
    </figure>
  );
}
