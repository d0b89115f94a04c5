/** A circle with the initials of a person, in a colour that stays theirs. */
import type { CSSProperties } from "react";
import { hue, initials } from "../text/format";

interface AvatarProps {
  /** Decides the colour. */
  id: number;
  name: string;
  small?: boolean;
}

export function Avatar({ id, name, small = false }: AvatarProps) {
  const style = { "--hue": hue(id) } as CSSProperties;
  return (
    <span className={small ? "avatar small" : "avatar"} style={style} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
