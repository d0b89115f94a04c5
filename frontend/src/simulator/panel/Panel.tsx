import { useState } from "react";
import { Events } from "./Events";
import { Faults } from "./Faults";
import { Numbers } from "./Numbers";
import { errorSentence } from "../errorSentence";
import type { BusinessNumber, Customer } from "../state";
import { Templates } from "./Templates";
import "./Panel.css";

interface Props {
  number: BusinessNumber;
  customer: Customer | null;
  onClose: () => void;
}

/** Runs a request and shows what was refused. */
export type Doing = (request: Promise<unknown>, done?: string) => void;

/** What can be made to go wrong at a business's provider, and what can happen there. */
export function Panel({ number, customer, onClose }: Props) {
  const [outcome, setOutcome] = useState({ text: "", bad: false });
  const doing: Doing = (request, done = "") => {
    request.then(
      () => setOutcome({ text: done, bad: false }),
      (error: unknown) => setOutcome({ text: errorSentence(error), bad: true }),
    );
  };
  return (
    <aside className="panel" aria-label="Faults and events">
      <header>
        <h2>
          <bdi>{number.name}</bdi> <small>{number.provider === "meta" ? "at Meta" : "at Twilio"}</small>
        </h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          ✕
        </button>
      </header>
      <output className={outcome.bad ? "refusal" : "done"}>{outcome.text}</output>
      {/* A scrollable region must be reachable by keyboard. */}
      <div className="panel-body" aria-label="What can happen" tabIndex={0} role="region">
        <Events number={number} customer={customer} doing={doing} />
        <Faults number={number} doing={doing} />
        <Templates number={number} doing={doing} />
        <Numbers number={number} doing={doing} />
      </div>
    </aside>
  );
}
