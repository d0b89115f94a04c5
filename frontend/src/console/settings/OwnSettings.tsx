/** What an agent sets for themselves: at the server who they are, in this browser how it looks. */
import { useId, useSyncExternalStore, type ReactNode } from "react";
import { applyTheme, onTheme, storedTheme, THEMES } from "../../ui/theme";
import { PasswordForm } from "../account/PasswordDialog";
import { useDialogT, useT } from "../i18n/language";
import type { KeySettings } from "../keyboard/useKeySettings";
import { chooseDensity, DENSITIES, useDensity } from "../list/density";
import { NotificationsForm } from "../notifications/NotificationsDialog";
import { Check } from "../notifications/parts";
import { useSay } from "../shell/useSay";
import { ProfileForm } from "./ProfileForm";

export function OwnSettings({ keys }: { keys: KeySettings }) {
  const { settings: t, notifications } = useDialogT();
  const say = useSay();
  return (
    <div className="settings-column">
      <Part title={t.profile}>
        <ProfileForm />
      </Part>
      <Part title={t.looks} hint={t.here}>
        <Looks />
      </Part>
      <Part title={t.keys} hint={t.here}>
        <Keys keys={keys} />
      </Part>
      <Part title={notifications.title}>
        <NotificationsForm onSaved={() => say(notifications.saved)} />
      </Part>
      <Part title={t.password}>
        <PasswordForm onDone={() => {}} />
      </Part>
    </div>
  );
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="settings-part" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {hint !== undefined && <p className="muted">{hint}</p>}
      {children}
    </section>
  );
}

function Looks() {
  const t = useT().menu;
  const words = useDialogT().account;
  const theme = useSyncExternalStore(onTheme, storedTheme);
  const density = useDensity();
  return (
    <>
      <Choice
        label={words.theme}
        value={theme}
        onChange={applyTheme}
        items={THEMES.map((value) => ({ value, label: t[value] }))}
      />
      <Choice
        label={words.density}
        value={density}
        onChange={chooseDensity}
        items={DENSITIES.map((value) => ({ value, label: words.densities[value] }))}
      />
    </>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  items: readonly { value: T; label: string }[];
}

/** One of a few, all of which can be seen. */
function Choice<T extends string>({ label, value, onChange, items }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset className="settings-choice">
      <legend>{label}</legend>
      {items.map((item) => (
        <label key={item.value} className="form-check">
          <input
            type="radio"
            name={name}
            checked={item.value === value}
            onChange={() => onChange(item.value)}
          />
          {item.label}
        </label>
      ))}
    </fieldset>
  );
}

function Keys({ keys }: { keys: KeySettings }) {
  const t = useT().keys;
  return (
    <>
      <Check label={t.enterSends} isOn={keys.enterSends} onChange={keys.onEnterSends} />
      <Check label={t.single} isOn={keys.singleKeys} onChange={keys.onSingleKeys} />
      <Check label={t.opensNext} isOn={keys.opensNext} onChange={keys.onOpensNext} />
    </>
  );
}
