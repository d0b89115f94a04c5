/** The palette while it is open. What is typed before its part has been loaded is kept for it. */
import { useEffect, useState } from "react";
import { useSignal } from "../context";
import { useT } from "../i18n/language";
import { Palette } from "../lazyComponents";
import { palette, type PaletteOpen } from "./palette";
import type { PaletteCommands } from "./usePaletteItems";

export function PaletteHost(props: PaletteCommands) {
  const open = useSignal(palette);
  useEffect(() => () => palette.set(null), []);
  return open === null ? null : <Opened open={open} {...props} />;
}

function Opened({ open, ...props }: PaletteCommands & { open: PaletteOpen }) {
  const t = useT();
  const [early, setEarly] = useState("");
  return (
    <>
      <input
        ref={focusOnce}
        className="sr-only"
        tabIndex={-1}
        aria-label={t.keys.commands.palette}
        value={early}
        onChange={(event) => setEarly(event.target.value)}
      />
      <Palette open={open} early={early} {...props} />
    </>
  );
}

function focusOnce(field: HTMLInputElement | null): void {
  field?.focus();
}
