/** A circle with the initials of a person, in a colour that stays theirs; with one letter where there is room for no more. */
import type { CSSProperties } from "react";
import { hue, initial, initials } from "../text/format";

interface AvatarProps {
  /** Decides the colour. */
  id: number;
  name: string;
  small?: boolean;
  /** In a line of text. */
  tiny?: boolean;
}

export function Avatar({ id, name, small = false, tiny = false }: AvatarProps) {
  const style = { "--hue": hue(id) } as CSSProperties;
  return (
    <span
      className={tiny ? "avatar tiny" : small ? "avatar small" : "avatar"}
      style={style}
      aria-hidden="true"
    >
      {tiny ? initial(name) : initials(name)}
    </span>
  );
}
