import { type SubmitEvent, useEffect, useRef, useState } from "react";
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
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const [username, setUsername] = useState("");
  const [number, setNumber] = useState(numbers[0]?.id ?? null);
  const [refusal, setRefusal] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      onMade((await addCustomer({ name, phone, username, number })).id);
    } catch (error) {
      setRefusal(errorSentence(error));
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <h2 id="new-customer">New customer</h2>
      <label>
        Name
        <input
          className="field"
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label>
        Number, with its country code
        <input
          className="field"
          type="tel"
          placeholder="made up when left empty"
          value={phone}
          onChange={(event) => setPhone(event.target.value)}
        />
      </label>
      <label>
        Handle, for somebody who hides the number
        <input
          className="field"
          maxLength={35}
          placeholder="none"
          value={username}
          onChange={(event) => setUsername(event.target.value)}
        />
      </label>
      {numbers.length < 2 ? null : (
        <label>
          Writes to
          <select
            className="field"
            value={number ?? ""}
            onChange={(event) => setNumber(Number(event.target.value))}
          >
            {numbers.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name} ({one.provider === "meta" ? "Meta" : "Twilio"})
              </option>
            ))}
          </select>
        </label>
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
