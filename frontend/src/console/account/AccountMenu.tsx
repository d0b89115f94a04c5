/** Availability, theme, rows, settings, notifications, keys, password, log out. */
import { Menu } from "@base-ui/react/menu";
import { use, useSyncExternalStore, type ReactNode } from "react";
import type { AvailabilityChoice } from "../../protocol/words";
import { AVAILABILITY_CHOICES } from "../../protocol/words";
import {
  Auto,
  Bell,
  Check,
  DenseRows,
  External,
  Gear,
  Keyboard,
  Leave,
  Lock,
  Moon,
  Rows,
  Sun,
} from "../../ui/components/icons";
import { applyTheme, onTheme, storedTheme, THEMES, type Theme } from "../../ui/theme";
import { useClient, useMe, useRun, useSignal } from "../context";
import { useDialogT, useT } from "../i18n/language";
import { chooseDensity, DENSITIES, useDensity, type Density } from "../list/density";
import { AvailabilityDot, useAvailability } from "../shared/Availability";
import { goSettings } from "../settings/settingsRoute";
import { ADMIN } from "../shell/installation";
import { SessionContext } from "../shell/session";
import { account } from "./account";
import "../../ui/components/Picker.css";
import "./AccountMenu.css";

const THEME_ICONS = { system: Auto, light: Sun, dark: Moon } satisfies Record<Theme, typeof Auto>;
/** What it shows where it is chosen. */
const DOTS = { automatic: "online", away: "away", offline: "offline" } as const;

interface AccountMenuProps {
  anchor: HTMLElement;
  onHelp: () => void;
}

export function AccountMenu({ anchor, onHelp }: AccountMenuProps) {
  const t = useT().menu;
  // What was opened from here stays open.
  const close = (): void => {
    if (account.get() === "menu") account.set(null);
  };
  return (
    <Menu.Root open onOpenChange={(open) => !open && close()}>
      <Menu.Portal>
        <Menu.Positioner
          className="picker-place"
          anchor={anchor}
          side="top"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          positionMethod="fixed"
        >
          <Menu.Popup className="picker account-menu" aria-label={t.account} finalFocus={{ current: anchor }}>
            <Who />
            <AvailabilityChoices />
            <Themes />
            <Densities />
            <Verbs onHelp={onHelp} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Verbs({ onHelp }: { onHelp: () => void }) {
  const t = useT().menu;
  const { account: words, notifications } = useDialogT();
  const { logOut } = use(SessionContext);
  return (
    <Menu.Group className="picker-group">
      <Item icon={<Gear />} onClick={() => goSettings("own")}>
        {t.settings}
      </Item>
      <Item icon={<Bell />} onClick={() => account.set("notifications")}>
        {notifications.open}
      </Item>
      <Item icon={<Keyboard />} onClick={onHelp}>
        {t.keys}
      </Item>
      <Item icon={<Lock />} onClick={() => account.set("password")}>
        {words.password}
      </Item>
      <Administration />
      <Item icon={<Leave />} onClick={logOut}>
        {t.logOut}
      </Item>
    </Menu.Group>
  );
}

/** Where the installation is set up; for those who may. */
function Administration() {
  const t = useDialogT().account;
  const { me } = useClient();
  if (!me.uses_admin) return null;
  return (
    <Menu.LinkItem className="picker-item" href={ADMIN}>
      <span className="picker-mark">
        <External />
      </span>
      <span className="picker-label">{t.admin}</span>
    </Menu.LinkItem>
  );
}

function Who() {
  const words = useDialogT().account;
  const t = useT().together;
  const me = useMe();
  const word = useAvailability(me.id);
  return (
    <div className="account-who">
      <bdi className="account-who-name">{me.name}</bdi>
      <span className="muted">
        {words.roles[me.role] ?? me.role}
        {word !== null && ` · ${t.availability[word]}`}
      </span>
    </div>
  );
}

function AvailabilityChoices() {
  const words = useDialogT().account;
  const { availability } = useClient().presence;
  const run = useRun();
  const chosen = useSignal(availability.choice);
  return (
    <Choices
      label={words.availability}
      value={chosen}
      onChange={(choice: AvailabilityChoice) => run(availability.choose(choice))}
      items={AVAILABILITY_CHOICES.map((choice) => ({
        value: choice,
        label: words.choices[choice],
        hint: words.hints[choice],
        mark: <AvailabilityDot word={DOTS[choice]} />,
      }))}
    />
  );
}

function Themes() {
  const t = useT().menu;
  const words = useDialogT().account;
  const theme = useSyncExternalStore(onTheme, storedTheme);
  const items = THEMES.map((value) => {
    const Icon = THEME_ICONS[value];
    return { value, label: t[value], mark: <Icon /> };
  });
  return <Choices label={words.theme} value={theme} onChange={applyTheme} items={items} />;
}

const DENSITY_ICONS = { comfortable: Rows, compact: DenseRows } satisfies Record<Density, typeof Auto>;

function Densities() {
  const words = useDialogT().account;
  const density = useDensity();
  const items = DENSITIES.map((value) => {
    const Icon = DENSITY_ICONS[value];
    return { value, label: words.densities[value], mark: <Icon /> };
  });
  return <Choices label={words.density} value={density} onChange={chooseDensity} items={items} />;
}

interface ChoicesProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  items: readonly { value: T; label: string; hint?: string; mark: ReactNode }[];
}

function Choices<T extends string>({ label, value, onChange, items }: ChoicesProps<T>) {
  return (
    <Menu.Group className="picker-group">
      <Menu.GroupLabel className="picker-title">{label}</Menu.GroupLabel>
      <Menu.RadioGroup value={value} onValueChange={(chosen: T) => onChange(chosen)}>
        {items.map((item) => (
          <Menu.RadioItem key={item.value} value={item.value} className="picker-item" closeOnClick>
            <span className="picker-mark">{item.mark}</span>
            <span className="picker-label">
              {item.label}
              {item.hint !== undefined && <span className="account-hint"> {item.hint}</span>}
            </span>
            <Menu.RadioItemIndicator className="picker-check">
              <Check />
            </Menu.RadioItemIndicator>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </Menu.Group>
  );
}

function Item({ icon, onClick, children }: { icon: ReactNode; onClick: () => void; children: ReactNode }) {
  return (
    <Menu.Item className="picker-item" onClick={onClick}>
      <span className="picker-mark">{icon}</span>
      <span className="picker-label">{children}</span>
    </Menu.Item>
  );
}
