/** What the palette can set: how colleagues see the agent, how the console looks, what keys do. */
import { use } from "react";
import { AVAILABILITY_CHOICES } from "../../protocol/words";
import { applyTheme, THEMES } from "../../ui/theme";
import { account } from "../account/account";
import { useClient, useRun, useSignal } from "../context";
import { useDialogT, useT } from "../i18n/language";
import { chooseDensity, DENSITIES, useDensity } from "../list/density";
import { SessionContext } from "../shell/session";
import type { PaletteItem } from "./Palette";
import type { KeySettings } from "./useKeySettings";

export function useSettings(settings: KeySettings): PaletteItem[] {
  const { singleKeys, onSingleKeys, opensNext, onOpensNext, enterSends, onEnterSends } = settings;
  const t = useT();
  const { palette, account: words, notifications } = useDialogT();
  const { on, off } = palette;
  const { me, logOut } = use(SessionContext);
  const availability = useAvailabilityItems();
  const looks = useLooks();
  return [
    ...availability,
    ...looks,
    { id: "notifications", label: notifications.open, run: () => account.set("notifications") },
    {
      id: "set enter-sends",
      label: t.keys.enterSends,
      hint: enterSends ? on : off,
      run: () => onEnterSends(!enterSends),
    },
    {
      id: "set opens-next",
      label: t.keys.opensNext,
      hint: opensNext ? on : off,
      run: () => onOpensNext(!opensNext),
    },
    {
      id: "set single-keys",
      label: t.keys.single,
      hint: singleKeys ? on : off,
      run: () => onSingleKeys(!singleKeys),
    },
    { id: "password", label: words.password, run: () => account.set("password") },
    { id: "log-out", label: t.menu.logOut, hint: me?.name ?? "", run: logOut },
  ];
}

function useAvailabilityItems(): PaletteItem[] {
  const t = useDialogT();
  const { availability } = useClient().presence;
  const run = useRun();
  const chosen = useSignal(availability.choice);
  return AVAILABILITY_CHOICES.map((choice) => ({
    id: `availability ${choice}`,
    label: `${t.account.availability}: ${t.account.choices[choice]}`,
    hint: choice === chosen ? t.palette.on : "",
    run: () => run(availability.choose(choice)),
  }));
}

/** Theme, and the rows of the list. */
function useLooks(): PaletteItem[] {
  const t = useT();
  const { account: words, palette } = useDialogT();
  const themes = THEMES.map((theme) => ({
    id: `theme ${theme}`,
    label: t.menu[theme],
    run: () => applyTheme(theme),
  }));
  const density = useDensity();
  const densities = DENSITIES.map((one) => ({
    id: `density ${one}`,
    label: `${words.density}: ${words.densities[one]}`,
    hint: one === density ? palette.on : "",
    run: () => chooseDensity(one),
  }));
  return [...themes, ...densities];
}
