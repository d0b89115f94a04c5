import { useState } from "react";
import { Events } from "./Events";
import { Faults } from "./Faults";
import { Numbers } from "./Numbers";
import { errorSentence } from "../errorSentence";
import type { BusinessNumber, Customer } from "../state";
import { Templates } from "./Templates";
import { useT } from "../i18n/language";
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
  const t = useT();
  const [outcome, setOutcome] = useState({ text: "", bad: false });
  const doing: Doing = (request, done = "") => {
    request.then(
      () => setOutcome({ text: done, bad: false }),
      (error: unknown) => setOutcome({ text: errorSentence(error, t), bad: true }),
    );
  };
  return (
    <aside className="panel" aria-label={t.panel.label}>
      <header>
        <h2>
          <bdi>{number.name}</bdi> <small>{t.panel.at[number.provider]}</small>
        </h2>
        <button type="button" className="icon-button" aria-label={t.panel.close} onClick={onClose}>
          ✕
        </button>
      </header>
      <output className={outcome.bad ? "refusal" : "done"}>{outcome.text}</output>
      {/* A scrollable region must be reachable by keyboard. */}
      <div className="panel-body" aria-label={t.panel.body} tabIndex={0} role="region">
        <Events number={number} customer={customer} doing={doing} />
        <Faults number={number} doing={doing} />
        <Templates number={number} doing={doing} />
        <Numbers number={number} doing={doing} />
      </div>
    </aside>
  );
}
