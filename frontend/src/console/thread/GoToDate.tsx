/** Which day of the thread to go to. */
import { useId, useState, type FormEvent } from "react";
import { serverNow } from "../../protocol/serverClock";
import { Modal } from "../../ui/components/Modal";
import { FormFoot } from "../dialogs/FormFoot";
import { useDialogT, useT } from "../i18n/language";
import { dateChoices, dateField, momentOf } from "./dates";

interface GoToDateProps {
  /** Where the agent reads. */
  from: string;
  /** The first message, or what is known to be before it. */
  first: string;
  onGo: (moment: string) => void;
  onClose: () => void;
}

export function GoToDate({ from, first, onGo, onClose }: GoToDateProps) {
  const { title } = useT().goToDate;
  const { goToDate: t, cancel } = useDialogT();
  const id = useId();
  const [now] = useState(() => new Date(serverNow()));
  const [day, setDay] = useState(() => dateField(new Date(from)));
  const [today, earliest] = [dateField(now), dateField(new Date(first))];
  const go = (to: string): void => onGo(momentOf(to, today));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (day !== "") go(day);
  };
  return (
    <Modal title={title} closeLabel={cancel} onClose={onClose} narrow>
      {/* A search: what is typed is no loss. A day beyond the bounds leads to the one at the bound. */}
      <form className="form" role="search" noValidate onSubmit={submit}>
        <div className="form-field">
          <label htmlFor={id}>{t.field}</label>
          <input
            id={id}
            className="field"
            type="date"
            min={earliest}
            max={today}
            value={day}
            onChange={({ target }) => setDay(target.value)}
          />
        </div>
        <div className="date-choices">
          {dateChoices(now, earliest).map(([choice, to]) => (
            <button key={choice} type="button" className="button small" onClick={() => go(to)}>
              {t.choices[choice]}
            </button>
          ))}
        </div>
        <FormFoot problem={day === "" ? t.none : null} label={t.go} />
      </form>
    </Modal>
  );
}
