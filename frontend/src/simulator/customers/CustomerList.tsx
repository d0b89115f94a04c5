import { useState } from "react";
import { listTime } from "../../ui/text/format";
import { plain } from "../../ui/text/markup";
import { Avatar } from "../../ui/components/Avatar";
import { NewCustomer } from "./NewCustomer";
import { type BusinessNumber, type Customer, address, found } from "../state";
import { Ticks } from "../Ticks";
import { useT } from "../i18n/language";
import "./CustomerList.css";

interface Props {
  customers: readonly Customer[] | null;
  numbers: readonly BusinessNumber[];
  chosen: number | null;
  seen: Date;
  onChoose: (id: number) => void;
}

export function CustomerList({ customers, numbers, chosen, seen, onChoose }: Props) {
  const t = useT();
  const [words, setWords] = useState("");
  const shown = found(customers ?? [], words, t);
  return (
    <nav className="customers" aria-label={t.customers.label}>
      <div className="customers-top">
        <input
          className="field"
          type="search"
          aria-label={t.customers.find}
          placeholder={t.customers.find}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <NewCustomer numbers={numbers} onMade={onChoose} />
      </div>
      <ul aria-label={t.customers.list}>
        {shown.map((customer) => (
          <Row
            key={customer.id}
            customer={customer}
            chosen={customer.id === chosen}
            seen={seen}
            onChoose={onChoose}
          />
        ))}
      </ul>
      {customers !== null && shown.length === 0 ? (
        <p className="hint">{words === "" ? t.customers.none : t.customers.notFound}</p>
      ) : null}
    </nav>
  );
}

interface RowProps {
  customer: Customer;
  chosen: boolean;
  seen: Date;
  onChoose: (id: number) => void;
}

function Row({ customer, chosen, seen, onChoose }: RowProps) {
  const t = useT();
  const { id, name, last, unread } = customer;
  return (
    // The button is the name and lies over the whole row, so that it is called by the name alone.
    <li className="row" data-chosen={chosen}>
      <Avatar id={id} name={name} />
      <button type="button" className="row-name" aria-current={chosen} onClick={() => onChoose(id)}>
        <bdi>{name}</bdi>
      </button>
      <span className="row-time">{last === null ? "" : listTime(last.at, seen)}</span>
      <span className="row-number">{address(customer, t)}</span>
      <span className="row-last">
        {last?.direction === "from_customer" ? <Ticks status={last.status} /> : null}
        <bdi>{plain(last?.body ?? "")}</bdi>
        {unread > 0 ? (
          <span className="badge">
            {unread}
            <span className="sr-only"> {t.customers.unread}</span>
          </span>
        ) : null}
      </span>
    </li>
  );
}
