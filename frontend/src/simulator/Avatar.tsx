import type { CSSProperties } from "react";
import { hue, initials } from "../format";

export function Avatar({ id, name }: { id: number; name: string }) {
  return (
    <span className="avatar" aria-hidden="true" style={{ "--hue": hue(id) } as CSSProperties}>
      {initials(name)}
    </span>
  );
}
