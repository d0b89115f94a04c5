import { type ComponentProps, type SubmitEvent, useEffect, useRef, useState } from "react";
import { addCustomer } from "../calls";
import { errorSentence } from "../errorSentence";
import type { BusinessNumber } from "../state";
import "./NewCustomer.css";

interface Props {
  numbers: readonly BusinessNumber[];
  onMade: (id: number) => void;
}

/** A button that opens a small form; made, the customer is chosen. */
export function NewCustomer({ numbers, onMade }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (open) dialog.current?.showModal();
  }, [open]);
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        New customer
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
  const [draft, setDraft] = useState({ name: "", phone: "", username: "", number: numbers[0]?.id ?? null });
  const set = (change: Partial<typeof draft>): void => setDraft({ ...draft, ...change });
  const { refusal, submit } = useSubmit(() => addCustomer(draft), onMade);
  const { name, phone, username, number } = draft;
  return (
    <form onSubmit={(event) => void submit(event)}>
      <h2 id="new-customer">New customer</h2>
      <Labelled label="Name" value={name} onValue={(one) => set({ name: one })} required maxLength={100} />
      <Labelled
        label="Number, with its country code"
        type="tel"
        placeholder="made up when left empty"
        value={phone}
        onValue={(one) => set({ phone: one })}
      />
      <Labelled
        label="Handle, for somebody who hides the number"
        maxLength={35}
        placeholder="none"
        value={username}
        onValue={(one) => set({ username: one })}
      />
      {numbers.length < 2 ? null : (
        <NumberChoice numbers={numbers} number={number} onNumber={(one) => set({ number: one })} />
      )}
      <p role="alert" className="refusal">
        {refusal}
      </p>
      <div className="actions">
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="button primary">
          Add
        </button>
      </div>
    </form>
  );
}

/** Once at a time; what the server refuses is shown, and can be tried again. */
function useSubmit(add: () => Promise<{ id: number }>, onMade: (id: number) => void) {
  const [refusal, setRefusal] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      onMade((await add()).id);
    } catch (error) {
      setRefusal(errorSentence(error));
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
  return (
    <label>
      Writes to
      <select
        className="field"
        value={number ?? ""}
        onChange={(event) => onNumber(Number(event.target.value))}
      >
        {numbers.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name} ({one.provider === "meta" ? "Meta" : "Twilio"})
          </option>
        ))}
      </select>
    </label>
  );
}
