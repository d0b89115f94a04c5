import { useState } from "react";
import { setFault } from "../calls";
import type { Doing } from "./Panel";
import { type BusinessNumber, type Fault, faultState } from "../state";

const GROUPS: readonly [Fault["where"], string][] = [
  ["answer", "What the provider answers"],
  ["message", "What becomes of an accepted message"],
  ["webhook", "How webhooks come"],
  ["file", "Files"],
];

/** Each fault with its two buttons: for the next time, and until it is switched off. */
export function Faults({ number, doing }: { number: BusinessNumber; doing: Doing }) {
  return GROUPS.map(([where, title]) => (
    <div key={where} role="group" aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {number.faults
          .filter((fault) => fault.where === where)
          .map((fault) => (
            <Row key={`${number.id} ${fault.fault}`} number={number.id} fault={fault} doing={doing} />
          ))}
      </ul>
    </div>
  ));
}

function Row({ number, fault, doing }: { number: number; fault: Fault; doing: Doing }) {
  const [settings, setSettings] = useState(fault.settings);
  const turn = (times: number | null) => doing(setFault(number, fault.fault, times, settings));
  return (
    <li className="fault" data-on={fault.on}>
      <span>
        {fault.title} <b>{faultState(fault)}</b>
      </span>
      {Object.entries(settings).map(([name, value]) => (
        <input
          key={name}
          className="field"
          type="number"
          min={0}
          step="any"
          aria-label={`${fault.title}: ${name}`}
          title={name}
          value={value}
          onChange={({ target }) => setSettings({ ...settings, [name]: Number(target.value) })}
        />
      ))}
      <button
        type="button"
        className="button small"
        aria-label={`${fault.title}: once`}
        onClick={() => turn(1)}
      >
        Once
      </button>
      <button
        type="button"
        className="button small"
        aria-label={`${fault.title}: ${fault.on ? "off" : "on"}`}
        onClick={() => turn(fault.on ? 0 : null)}
      >
        {fault.on ? "Off" : "On"}
      </button>
    </li>
  );
}
