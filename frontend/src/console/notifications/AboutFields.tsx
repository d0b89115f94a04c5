/** Of which conversations the agent is notified: everywhere, and otherwise in some inboxes. */
import { useId } from "react";
import type { Id } from "../../protocol";
import { ABOUT, type About, type NotificationSettings } from "../../protocol/notifications";
import { useClient } from "../context";
import { useDialogT } from "../i18n/language";
import type { PartProps } from "./parts";

export function AboutFields({ chosen, onChange }: PartProps) {
  const t = useDialogT().notifications;
  const { inboxes } = useClient().me;
  return (
    <>
      <AboutField
        label={t.about}
        hint={t.aboutHint}
        value={chosen.about}
        onChange={(about) => about && onChange({ about })}
      />
      {inboxes.length > 1 && (
        <details className="section" open={chosen.inboxes.length > 0}>
          <summary>{t.byInbox}</summary>
          {inboxes.map(({ id, name }) => (
            <AboutField
              key={id}
              label={name}
              asAbove={t.asAbove}
              value={chosen.inboxes.find(({ inbox }) => inbox === id)?.about ?? null}
              onChange={(about) => onChange({ inboxes: withInbox(chosen, id, about) })}
            />
          ))}
        </details>
      )}
    </>
  );
}

/** Null: as in the other inboxes. */
function withInbox({ inboxes }: NotificationSettings, inbox: Id, about: About | null) {
  const others = inboxes.filter((one) => one.inbox !== inbox);
  return about === null ? others : [...others, { inbox, about }];
}

interface AboutFieldProps {
  label: string;
  hint?: string;
  /** What it says where nothing is chosen. */
  asAbove?: string;
  value: About | null;
  onChange: (about: About | null) => void;
}

function AboutField({ label, hint, asAbove, value, onChange }: AboutFieldProps) {
  const { abouts } = useDialogT().notifications;
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id} dir="auto">
        {label}
      </label>
      <select
        id={id}
        className="field"
        value={value ?? ""}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => onChange(ABOUT.find((one) => one === target.value) ?? null)}
      >
        {asAbove !== undefined && <option value="">{asAbove}</option>}
        {ABOUT.map((one) => (
          <option key={one} value={one}>
            {abouts[one]}
          </option>
        ))}
      </select>
      <p id={`${id}-hint`} className="field-hint">
        {hint}
      </p>
    </div>
  );
}
