/** The hours in which the agent is left alone, in their own time. */
import { useId } from "react";
import type { NotificationSettings } from "../../protocol/notifications";
import { useDialogT } from "../i18n/language";
import { Check, type PartProps } from "./parts";

type Hours = NonNullable<NotificationSettings["quiet_hours"]>;

function zoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function QuietFields({ chosen: { quiet_hours: hours }, onChange }: PartProps) {
  const t = useDialogT().notifications;
  const change = (quiet_hours: Hours | null): void => onChange({ quiet_hours });
  return (
    <div>
      <Check
        label={t.quiet}
        hint={t.quietHint}
        isOn={hours !== null}
        onChange={(is) => change(is ? { start: "20:00", end: "08:00", time_zone: zoneHere() } : null)}
      />
      {hours !== null && (
        <div className="notifications-hint">
          <div className="notifications-row">
            <Time label={t.from} value={hours.start} onChange={(start) => change({ ...hours, start })} />
            <Time label={t.until} value={hours.end} onChange={(end) => change({ ...hours, end })} />
          </div>
          <Zone zone={hours.time_zone} onChange={(time_zone) => change({ ...hours, time_zone })} />
        </div>
      )}
    </div>
  );
}

interface TimeProps {
  label: string;
  value: string;
  onChange: (time: string) => void;
}

function Time({ label, value, onChange }: TimeProps) {
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="field"
        type="time"
        required
        value={value}
        // Some browsers have seconds, too.
        onChange={({ target }) => onChange(target.value.slice(0, 5))}
      />
    </div>
  );
}

function Zone({ zone, onChange }: { zone: string; onChange: (zone: string) => void }) {
  const t = useDialogT().notifications;
  const here = zoneHere();
  return (
    <div className="notifications-row">
      <p className="field-hint">{t.zone(zone)}</p>
      {here !== zone && (
        <button type="button" className="button small" onClick={() => onChange(here)}>
          {t.takeZone(here)}
        </button>
      )}
    </div>
  );
}
