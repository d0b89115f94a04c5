/** People whose contact details were sent. */
import type { Card } from "../../../store/messages/payload";
import { Person } from "../../../ui/components/icons";
import { keyed } from "../../../ui/keyed";
import { CopyButton } from "../../shared/CopyButton";
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
