import { type ComponentProps, type SubmitEvent, useEffect, useRef, useState } from "react";
import { addCustomer } from "../calls";
import { errorSentence } from "../errorSentence";
import type { BusinessNumber } from "../state";
import { useT } from "../i18n/language";
import "./NewCustomer.css";

interface Props {
  numbers: readonly BusinessNumber[];
  onMade: (id: number) => void;
}

/** A button that opens a small form; made, the customer is chosen. */
export function NewCustomer({ numbers, onMade }: Props) {
  const t = useT();
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (open) dialog.current?.showModal();
  }, [open]);
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        {t.newCustomer.title}
      </button>
      {open ? (
        <dialog
          ref={dialog}
          className="new-customer"
          aria-labelledby="new-customer"
          onClose={() => setOpen(false)}
        >
          <Form
            numbers={numbers}
            onCancel={() => dialog.current?.close()}
            onMade={(id) => {
              dialog.current?.close();
              onMade(id);
            }}
          />
        </dialog>
      ) : null}
    </>
  );
}

function Form({ numbers, onMade, onCancel }: Props & { onCancel: () => void }) {
  const t = useT();
  const [draft, setDraft] = useState({ name: "", phone: "", username: "", number: numbers[0]?.id ?? null });
  const set = (change: Partial<typeof draft>): void => setDraft({ ...draft, ...change });
  const { refusal, submit } = useSubmit(() => addCustomer(draft), onMade);
  const { name, phone, username, number } = draft;
  return (
    <form onSubmit={(event) => void submit(event)}>
      <h2 id="new-customer">{t.newCustomer.title}</h2>
      <Labelled
        label={t.newCustomer.name}
        value={name}
        onValue={(one) => set({ name: one })}
        required
        maxLength={100}
      />
      <Labelled
        label={t.newCustomer.phone}
        type="tel"
        placeholder={t.newCustomer.phoneHint}
        value={phone}
        onValue={(one) => set({ phone: one })}
      />
      <Labelled
        label={t.newCustomer.username}
        maxLength={35}
        placeholder={t.newCustomer.usernameHint}
        value={username}
        onValue={(one) => set({ username: one })}
      />
      {numbers.length < 2 ? null : (
        <NumberChoice numbers={numbers} number={number} onNumber={(one) => set({ number: one })} />
      )}
      <p role="alert" className="refusal">
        {refusal}
      </p>
      <Actions onCancel={onCancel} />
    </form>
  );
}

function Actions({ onCancel }: { onCancel: () => void }) {
  const t = useT();
  return (
    <div className="actions">
      <button type="button" className="button" onClick={onCancel}>
        {t.newCustomer.cancel}
      </button>
      <button type="submit" className="button primary">
        {t.newCustomer.add}
      </button>
    </div>
  );
}

/** Once at a time; what the server refuses is shown, and can be tried again. */
function useSubmit(add: () => Promise<{ id: number }>, onMade: (id: number) => void) {
  const t = useT();
  const [refusal, setRefusal] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      onMade((await add()).id);
    } catch (error) {
      setRefusal(errorSentence(error, t));
      setBusy(false);
    }
  };
  return { refusal, submit };
}

interface LabelledProps extends Omit<ComponentProps<"input">, "onChange"> {
  label: string;
  onValue: (value: string) => void;
}

function Labelled({ label, onValue, ...rest }: LabelledProps) {
  return (
    <label>
      {label}
      <input className="field" {...rest} onChange={(event) => onValue(event.target.value)} />
    </label>
  );
}

interface NumberChoiceProps {
  numbers: readonly BusinessNumber[];
  number: number | null;
  onNumber: (number: number) => void;
}

function NumberChoice({ numbers, number, onNumber }: NumberChoiceProps) {
  const t = useT();
  return (
    <label>
      {t.newCustomer.number}
      <select
        className="field"
        value={number ?? ""}
        onChange={(event) => onNumber(Number(event.target.value))}
      >
        {numbers.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name} ({t.panel.providers[one.provider]})
          </option>
        ))}
      </select>
    </label>
  );
}
