import { useState } from "react";
import { setFault } from "../calls";
import type { Doing } from "./Panel";
import { type BusinessNumber, type Fault, faultState } from "../state";
import { useT } from "../i18n/language";

const PLACES: readonly Fault["where"][] = ["answer", "message", "webhook", "file"];

/** Each fault with its two buttons: for the next time, and until it is switched off. */
export function Faults({ number, doing }: { number: BusinessNumber; doing: Doing }) {
  const t = useT();
  return PLACES.map((where) => (
    <div key={where} role="group" aria-label={t.panel.faults[where]}>
      <h3>{t.panel.faults[where]}</h3>
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
  const t = useT();
  const [settings, setSettings] = useState(fault.settings);
  const turn = (times: number | null) => doing(setFault(number, fault.fault, times, settings));
  return (
    <li className="fault" data-on={fault.on}>
      <span>
        {fault.title} <b>{faultState(fault, t)}</b>
      </span>
      {Object.entries(settings).map(([name, value]) => (
        <input
          key={name}
          className="field"
          type="number"
          min={0}
          step="any"
          aria-label={t.panel.setting(fault.title, name)}
          title={name}
          value={value}
          onChange={({ target }) => setSettings({ ...settings, [name]: Number(target.value) })}
        />
      ))}
      <button
        type="button"
        className="button small"
        aria-label={t.panel.turnOnce(fault.title)}
        onClick={() => turn(1)}
      >
        {t.panel.once}
      </button>
      <button
        type="button"
        className="button small"
        aria-label={fault.on ? t.panel.turnOff(fault.title) : t.panel.turnOn(fault.title)}
        onClick={() => turn(fault.on ? 0 : null)}
      >
        {fault.on ? t.panel.off : t.panel.on}
      </button>
    </li>
  );
}
