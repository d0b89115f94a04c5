/** The foot of the list: the light, and what concerns the agent rather than a customer. */
import { use, useState } from "react";
import { applyTheme, storedTheme, THEMES, type Theme } from "../../ui/theme";
import { SyncLight } from "./ConnectionBar";
import { SessionContext } from "./session";
import { Auto, Keyboard, Leave, Moon, Sun } from "../../ui/components/icons";
import { useT } from "../i18n/language";

const THEME_ICONS = { system: Auto, light: Sun, dark: Moon } satisfies Record<Theme, typeof Auto>;

export function AccountRow({ onHelp }: { onHelp: () => void }) {
  const t = useT();
  const { me, logOut } = use(SessionContext);
  return (
    <footer className="account">
      <SyncLight />
      <ThemeButton />
      <button
        type="button"
        className="icon-button wide-only"
        onClick={onHelp}
        aria-label={t.menu.keys}
        title={`${t.menu.keys} (?)`}
      >
        <Keyboard />
      </button>
      <button
        type="button"
        className="icon-button"
        onClick={logOut}
        aria-label={`${t.menu.logOut} (${me?.name ?? ""})`}
        title={`${t.menu.logOut} (${me?.name ?? ""})`}
      >
        <Leave />
      </button>
    </footer>
  );
}

function ThemeButton() {
  const t = useT();
  const [theme, setTheme] = useState(storedTheme);
  const Icon = THEME_ICONS[theme];
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
  const change = (): void => {
    setTheme(next);
    applyTheme(next);
  };
  return (
    <button
      type="button"
      className="icon-button"
      onClick={change}
      aria-label={t.menu[theme]}
      title={t.menu[theme]}
    >
      <Icon />
    </button>
  );
}
