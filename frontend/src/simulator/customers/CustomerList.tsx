import { useState } from "react";
import { listTime } from "../../ui/text/format";
import { Avatar } from "../../ui/components/Avatar";
import { NewCustomer } from "./NewCustomer";
import { type BusinessNumber, type Customer, address, found } from "../state";
import { Ticks } from "../Ticks";
import "./CustomerList.css";

interface Props {
  customers: readonly Customer[] | null;
  numbers: readonly BusinessNumber[];
  chosen: number | null;
  seen: Date;
  onChoose: (id: number) => void;
}

export function CustomerList({ customers, numbers, chosen, seen, onChoose }: Props) {
  const [words, setWords] = useState("");
  const shown = found(customers ?? [], words);
  return (
    <nav className="customers" aria-label="Phones">
      <div className="customers-top">
        <input
          className="field"
          type="search"
          aria-label="Find a customer"
          placeholder="Find a customer"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <NewCustomer numbers={numbers} onMade={onChoose} />
      </div>
      <ul aria-label="Customers">
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
      {customers !== null && shown.length === 0 ? <p className="hint">{nobody(words)}</p> : null}
    </nav>
  );
}

function nobody(words: string): string {
  return words === ""
    ? "There is no customer yet. Make one, or write to a number from the console."
    : "Nobody like that.";
}

interface RowProps {
  customer: Customer;
  chosen: boolean;
  seen: Date;
  onChoose: (id: number) => void;
}

function Row({ customer, chosen, seen, onChoose }: RowProps) {
  const { id, name, last, unread } = customer;
  return (
    // The button is the name and lies over the whole row, so that it is called by the name alone.
    <li className="row" data-chosen={chosen}>
      <Avatar id={id} name={name} />
      <button type="button" className="row-name" aria-current={chosen} onClick={() => onChoose(id)}>
        <bdi>{name}</bdi>
      </button>
      <span className="row-time">{last === null ? "" : listTime(last.at, seen)}</span>
      <span className="row-number">{address(customer)}</span>
      <span className="row-last">
        {last?.direction === "from_customer" ? <Ticks status={last.status} /> : null}
        <bdi>{last?.body ?? ""}</bdi>
        {unread > 0 ? (
          <span className="badge">
            {unread}
            <span className="sr-only"> unread</span>
          </span>
        ) : null}
      </span>
    </li>
  );
}
