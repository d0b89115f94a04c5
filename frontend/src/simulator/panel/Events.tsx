import { useState } from "react";
import { post, newToken } from "../calls";
import type { Doing } from "./Panel";
import type { Sentences } from "../i18n/en";
import type { BusinessNumber, Customer } from "../state";
import { useT } from "../i18n/language";

interface Props {
  number: BusinessNumber;
  customer: Customer | null;
  doing: Doing;
}

type EventName = keyof Sentences["panel"]["events"];

const OF_CUSTOMER: readonly [EventName, Record<string, unknown>][] = [
  ["batch", { event: "batch" }],
  ["echo", { event: "echo" }],
  ["agent_answers", { event: "agent_answers" }],
  ["agent_leaves", { event: "agent_leaves" }],
  ["history", { event: "history" }],
  ["marketing_stop", { event: "marketing_stop" }],
  ["marketing_resume", { event: "marketing_resume" }],
  ["stray_receipt", { event: "stray_receipt" }],
];
const OF_NUMBER: readonly [EventName, Record<string, unknown>][] = [
  ["quality_red", { event: "quality", value: "RED" }],
  ["quality_green", { event: "quality", value: "GREEN" }],
  ["account_alert", { event: "account_alert" }],
  ["account_restriction", { event: "account_restriction" }],
  ["account_violation", { event: "account_violation" }],
  ["account_disabled", { event: "account_disabled" }],
  ["error", { event: "error" }],
  ["nonsense", { event: "nonsense" }],
];

/** What happens to this customer and at this number without anybody writing. */
export function Events({ number, customer, doing }: Props) {
  const t = useT();
  const meta = number.provider === "meta";
  return (
    <>
      {customer === null ? null : <OfCustomer customer={customer} doing={doing} meta={meta} />}
      <div role="group" aria-label={t.panel.account}>
        <h3>{t.panel.account}</h3>
        <p className="buttons">
          {meta
            ? OF_NUMBER.map(([name, body]) => (
                <Happen
                  key={name}
                  label={t.panel.events[name]}
                  body={{ ...body, number: number.id }}
                  doing={doing}
                />
              ))
            : null}
          <Token number={number.id} doing={doing} />
        </p>
      </div>
    </>
  );
}

function OfCustomer({ customer, doing, meta }: { customer: Customer; doing: Doing; meta: boolean }) {
  const t = useT();
  const path = `customers/${customer.id}`;
  const named = { username: customer.username || "shy.customer", hidden: !customer.hidden };
  return (
    <div role="group" aria-label={customer.name}>
      <h3>
        <bdi>{customer.name}</bdi>
      </h3>
      <p className="buttons">
        <button
          type="button"
          className="button small"
          onClick={() => doing(post(`${path}/day`), t.panel.dayPassed)}
        >
          {t.panel.letDayPass}
        </button>
        {customer.wa_id === "" ? null : (
          <button
            type="button"
            className="button small"
            onClick={() => doing(post(`${path}/identity`, named))}
          >
            {customer.hidden ? t.panel.showNumber : t.panel.hideNumber}
          </button>
        )}
        {meta
          ? OF_CUSTOMER.map(([name, body]) => (
              <Happen
                key={name}
                label={t.panel.events[name]}
                body={{ ...body, customer: customer.id }}
                doing={doing}
              />
            ))
          : null}
      </p>
      {meta ? <ChangeNumber path={path} doing={doing} /> : null}
    </div>
  );
}

function ChangeNumber({ path, doing }: { path: string; doing: Doing }) {
  const t = useT();
  const [wanted, setWanted] = useState("");
  return (
    <form
      className="fault"
      onSubmit={(event) => {
        event.preventDefault();
        doing(post(`${path}/number`, { wa_id: wanted }), t.panel.numberChanged);
      }}
    >
      <input
        className="field"
        type="tel"
        required
        aria-label={t.panel.newNumber}
        placeholder="+44 7700 900999"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <button type="submit" className="button small">
        {t.panel.changeNumber}
      </button>
    </form>
  );
}

function Happen({ label, body, doing }: { label: string; body: Record<string, unknown>; doing: Doing }) {
  const t = useT();
  return (
    <button
      type="button"
      className="button small"
      onClick={() => doing(post("events", body), t.panel.done(label))}
    >
      {label}
    </button>
  );
}

/** The new token is shown once, to be put into the inbox. */
function Token({ number, doing }: { number: number; doing: Doing }) {
  const t = useT();
  const [token, setToken] = useState("");
  return (
    <>
      <button type="button" className="button small" onClick={() => doing(newToken(number).then(setToken))}>
        {t.panel.newToken}
      </button>
      {token === "" ? null : <input className="field" readOnly aria-label={t.panel.theToken} value={token} />}
    </>
  );
}
