/** People whose contact details were sent. */
import { useState } from "react";
import type { Card } from "../../../store/messages/payload";
import { Person } from "../../../ui/components/icons";
import { keyed } from "../../../ui/keyed";
import { useT } from "../../i18n/language";

export function ContactCards({ cards }: { cards: readonly Card[] }) {
  return (
    <div className="cards">
      {keyed(cards, ({ name }) => name).map(({ key, item }) => (
        <ContactCard key={key} card={item} />
      ))}
    </div>
  );
}

function ContactCard({ card }: { card: Card }) {
  const t = useT();
  return (
    <div className="card-row">
      <Person />
      <div>
        <p className="card-title" dir="auto">
          {card.name || t.kinds.contacts}
        </p>
        {card.company !== "" && <p className="bubble-hint">{card.company}</p>}
        {[...card.phones, ...card.emails].map((value) => (
          <p key={value} className="card-value">
            <bdi>{value}</bdi> <CopyButton value={value} />
          </p>
        ))}
      </div>
    </div>
  );
}

function CopyButton({ value }: { value: string }) {
  const t = useT();
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(value).then(
      () => setCopied(true),
      () => {},
    );
  };
  return (
    <button
      type="button"
      className="button small"
      onClick={copy}
      onBlur={() => setCopied(false)}
      aria-label={`${t.media.copy} ${value}`}
    >
      {copied ? t.media.copied : t.media.copy}
    </button>
  );
}
