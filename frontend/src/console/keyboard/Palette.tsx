/** Everything that can be done here, found by a few letters: verbs, conversations, views, people, settings. */
import { useState } from "react";
import { Picker, type PickerItem } from "../../ui/components/Picker";
import { useDialogT } from "../i18n/language";
import { closePalette, recentChoices, rememberChoice, type PaletteOpen } from "./palette";
import { paletteGroups } from "./paletteGroups";
import { usePaletteItems, type PaletteCommands } from "./usePaletteItems";

interface PaletteProps extends PaletteCommands {
  open: PaletteOpen;
  /** What was typed while this part was on its way. */
  early: string;
}

export interface PaletteItem extends PickerItem {
  readonly run: () => void;
}

export function Palette({ open, early, ...commands }: PaletteProps) {
  const t = useDialogT().palette;
  const [typed, setTyped] = useState(early);
  const [recent] = useState(recentChoices);
  const { groups, status } = usePaletteItems(commands, open, typed);
  const pick = (id: string): void => {
    const item = groups.flatMap(({ items }) => items).find((one) => one.id === id);
    rememberChoice(id);
    // First the focus: what is done may put it elsewhere.
    closePalette(open, false);
    item?.run();
  };
  return (
    <Picker
      label={t.title}
      placeholder={t.placeholder}
      none={status === "" ? t.none : status}
      status={status}
      groups={paletteGroups(groups, { typed, recent, recentLabel: t.recent })}
      chosen={[]}
      anchor={null}
      initial={early}
      isRanked
      onTyped={setTyped}
      onPick={pick}
      onClose={(left) => closePalette(open, left)}
    />
  );
}
