import { useState } from "react";
import { post, newToken } from "../calls";
import type { Doing } from "./Panel";
import type { BusinessNumber, Customer } from "../state";

interface Props {
  number: BusinessNumber;
  customer: Customer | null;
  doing: Doing;
}

const OF_CUSTOMER: readonly [string, Record<string, unknown>][] = [
  ["1,000 messages in one post", { event: "batch" }],
  ["Echo: answered on the business's phone", { event: "echo" }],
  ["A chunk of history", { event: "history" }],
  ["Stop marketing", { event: "marketing_stop" }],
  ["Resume marketing", { event: "marketing_resume" }],
  ["A receipt of an unknown message", { event: "stray_receipt" }],
];
const OF_NUMBER: readonly [string, Record<string, unknown>][] = [
  ["Quality red", { event: "quality", value: "RED" }],
  ["Quality green", { event: "quality", value: "GREEN" }],
  ["Account alert", { event: "account_alert" }],
  ["Account restricted", { event: "account_restriction" }],
  ["Account violation", { event: "account_violation" }],
  ["Account to be disabled", { event: "account_disabled" }],
  ["Error without a message", { event: "error" }],
  ["Something nobody understands", { event: "nonsense" }],
];

/** What happens to this customer and at this number without anybody writing. */
export function Events({ number, customer, doing }: Props) {
  const meta = number.provider === "meta";
  return (
    <>
      {customer === null ? null : <OfCustomer customer={customer} doing={doing} meta={meta} />}
      <div role="group" aria-label="The number and its account">
        <h3>The number and its account</h3>
        <p className="buttons">
          {meta
            ? OF_NUMBER.map(([label, body]) => (
                <Happen key={label} label={label} body={{ ...body, number: number.id }} doing={doing} />
              ))
            : null}
          <Token number={number.id} doing={doing} />
        </p>
      </div>
    </>
  );
}

function OfCustomer({ customer, doing, meta }: { customer: Customer; doing: Doing; meta: boolean }) {
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
          onClick={() => doing(post(`${path}/day`), "A day has passed.")}
        >
          Let a day pass
        </button>
        {customer.wa_id === "" ? null : (
          <button
            type="button"
            className="button small"
            onClick={() => doing(post(`${path}/identity`, named))}
          >
            {customer.hidden ? "Show the number" : "Hide the number"}
          </button>
        )}
        {meta
          ? OF_CUSTOMER.map(([label, body]) => (
              <Happen key={label} label={label} body={{ ...body, customer: customer.id }} doing={doing} />
            ))
          : null}
      </p>
      {meta ? <ChangeNumber path={path} doing={doing} /> : null}
    </div>
  );
}

function ChangeNumber({ path, doing }: { path: string; doing: Doing }) {
  const [wanted, setWanted] = useState("");
  return (
    <form
      className="fault"
      onSubmit={(event) => {
        event.preventDefault();
        doing(post(`${path}/number`, { wa_id: wanted }), "The number has changed.");
      }}
    >
      <input
        className="field"
        type="tel"
        required
        aria-label="New number"
        placeholder="+44 7700 900999"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <button type="submit" className="button small">
        Change number
      </button>
    </form>
  );
}

function Happen({ label, body, doing }: { label: string; body: Record<string, unknown>; doing: Doing }) {
  return (
    <button
      type="button"
      className="button small"
      onClick={() => doing(post("events", body), `${label}: done.`)}
    >
      {label}
    </button>
  );
}

/** The new token is shown once, to be put into the inbox. */
function Token({ number, doing }: { number: number; doing: Doing }) {
  const [token, setToken] = useState("");
  return (
    <>
      <button type="button" className="button small" onClick={() => doing(newToken(number).then(setToken))}>
        New token
      </button>
      {token === "" ? null : <input className="field" readOnly aria-label="The new token" value={token} />}
    </>
  );
}
