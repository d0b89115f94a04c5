import { useEffect, useState } from "react";
import { Chat } from "./chat/Chat";
import { CustomerList } from "./customers/CustomerList";
import type { Sentences } from "./i18n/en";
import { Panel } from "./panel/Panel";
import { type BusinessNumber, type Customer, type State, problemOf } from "./state";
import { type Updates, useUpdates } from "./useUpdates";
import { useT } from "./i18n/language";
import "./Page.css";
import "./narrow.css";

const MORE = 100; // messages per step back
const MOST = 1000; // what the server gives at once

function fromHash(): number | null {
  const id = Number(location.hash.slice(1));
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}

/** The chosen customer lives in the address, so that reloading and the back button work. */
function useChosen(): [number | null, (id: number | null) => void] {
  const [chosen, setChosen] = useState(fromHash);
  useEffect(() => {
    const follow = () => setChosen(fromHash());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return [
    chosen,
    (id) => {
      location.hash = id === null ? "" : `${id}`;
    },
  ];
}

function useWide(): boolean {
  const [wide, setWide] = useState(() => matchMedia("(min-width: 760px)").matches);
  useEffect(() => {
    const query = matchMedia("(min-width: 760px)");
    const follow = () => setWide(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  return wide;
}

/** How many messages of which customer are asked for; another customer starts anew. */
function useLimit(customer: number | null): [number, () => void] {
  const [asked, setAsked] = useState({ customer, limit: MORE });
  const limit = asked.customer === customer ? asked.limit : MORE;
  return [limit, () => setAsked({ customer, limit: Math.min(MOST, limit + MORE) })];
}

export function Page() {
  const t = useT();
  const [chosen, choose] = useChosen();
  const [first, setFirst] = useState<number | null>(null);
  const wide = useWide();
  // On a wide page somebody's phone is always shown: of whoever was on top at first, not at every message.
  const shown = chosen ?? (wide ? first : null);
  const [limit, raiseLimit] = useLimit(shown);
  const updates = useUpdates(shown, limit);
  const [panel, setPanel] = useState(false);
  if (updates.first !== first) setFirst(updates.first);

  const { state, seen } = updates;
  const { customers, numbers } = listed(state);
  const customer = customers?.find(({ id }) => id === shown);
  const number = numberOf(numbers, customer);
  const phone = (of: Customer) => (
    <Chat
      key={of.id}
      customer={of}
      messages={messagesOf(state, of.id)}
      limit={limit < MOST ? limit : Infinity}
      seen={seen}
      onMore={raiseLimit}
      onBack={() => choose(null)}
    />
  );
  return (
    <div className="simulator" data-showing={customer ? "chat" : "list"} data-panel={panel}>
      <Top problem={problem(updates, t)} trials={trials(number, t)} panel={panel} onPanel={setPanel} />
      <main>
        <CustomerList customers={customers} numbers={numbers} chosen={shown} seen={seen} onChoose={choose} />
        <div className="stage">
          {customer === undefined ? <p className="hint">{invitation(updates, t)}</p> : phone(customer)}
        </div>
        {panel ? <SidePanel number={number} customer={customer} onClose={() => setPanel(false)} /> : null}
      </main>
    </div>
  );
}

interface TopProps {
  problem: string;
  trials: string;
  panel: boolean;
  onPanel: (open: boolean) => void;
}

function Top({ problem, trials, panel, onPanel }: TopProps) {
  const t = useT();
  return (
    <header className="top">
      <h1>{t.top.title}</h1>
      <p>{t.top.hint}</p>
      <button
        type="button"
        className="button small faults-button"
        aria-expanded={panel}
        onClick={() => onPanel(!panel)}
      >
        {trials}
      </button>
      <output className="problem">{problem}</output>
    </header>
  );
}

function listed(state: State | null): { customers: State["customers"] | null; numbers: State["numbers"] } {
  return state ?? { customers: null, numbers: [] };
}

/** Whom the chosen customer writes to, else the first business. */
function numberOf(numbers: State["numbers"], customer: Customer | undefined): BusinessNumber | undefined {
  return numbers.find(({ id }) => id === customer?.number) ?? numbers[0];
}

interface SidePanelProps {
  number: BusinessNumber | undefined;
  customer: Customer | undefined;
  onClose: () => void;
}

function SidePanel({ number, customer, onClose }: SidePanelProps) {
  return number === undefined ? null : (
    <Panel number={number} customer={customer ?? null} onClose={onClose} />
  );
}

/** The button's words: how much is wrong at the moment. */
function trials(number: BusinessNumber | undefined, t: Sentences): string {
  return t.top.faults(number?.faults.filter((fault) => fault.on).length ?? 0);
}

/** Null until the answer about this very customer is there. */
function messagesOf(state: State | null, customer: number): State["messages"] | null {
  return state?.customer === customer ? state.messages : null;
}

function invitation({ state }: Updates, t: Sentences): string {
  return state === null ? t.top.loading : t.top.choose;
}

function problem({ state, connected }: Updates, t: Sentences): string {
  if (!connected) return t.top.noAnswer;
  return state === null ? "" : problemOf(state.webhooks, t);
}
