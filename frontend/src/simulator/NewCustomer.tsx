import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { ApiError } from "../api";
import { addCustomer } from "./calls";

/** A button that opens a small form; made, the customer is chosen. */
export function NewCustomer({ onMade }: { onMade: (id: number) => void }) {
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
        <dialog ref={dialog} className="new-customer" aria-labelledby="new-customer" onClose={() => setOpen(false)}>
          <Form
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

function Form({ onMade, onCancel }: { onMade: (id: number) => void; onCancel: () => void }) {
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const [refusal, setRefusal] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      onMade((await addCustomer(name, phone)).id);
    } catch (error) {
      setRefusal(error instanceof ApiError ? error.sentence : "The server does not answer.");
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <h2 id="new-customer">New customer</h2>
      <label>
        Name
        <input className="field" required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
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
