/** Cards for what is more than text: places, people, orders, templates, choices of the customer. */
import { useState } from "react";
import { money } from "../../format";
import { t } from "../../i18n/en";
import type { InteractiveReply } from "../../state/interactive";
import { mapUrl, type Card, type Order, type Place, type Referral, type Shown } from "../../state/payload";
import { Bag, External, Form, Person, Pin } from "../icons";
import { keyed } from "../keyed";
import { Text } from "./Text";

export function PlaceCard({ place }: { place: Place }) {
  const coordinates = `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`;
  return (
    <div className="card-row">
      <Pin />
      <div>
        {place.name !== "" && <p className="card-title" dir="auto">{place.name}</p>}
        {place.address !== "" && <p dir="auto">{place.address}</p>}
        <p className="bubble-hint">{coordinates}</p>
        <a className="card-link" href={mapUrl(place)} target="_blank" rel="noopener noreferrer">{t.media.map}</a>
      </div>
    </div>
  );
}

export function ContactCards({ cards }: { cards: readonly Card[] }) {
  return (
    <div className="cards">
      {keyed(cards, ({ name }) => name).map(({ key, item }) => <ContactCard key={key} card={item} />)}
    </div>
  );
}

function ContactCard({ card }: { card: Card }) {
  return (
    <div className="card-row">
      <Person />
      <div>
        <p className="card-title" dir="auto">{card.name || t.kinds.contacts}</p>
        {card.company !== "" && <p className="bubble-hint">{card.company}</p>}
        {[...card.phones, ...card.emails].map((value) => (
          <p key={value} className="card-value"><bdi>{value}</bdi> <Copy value={value} /></p>
        ))}
      </div>
    </div>
  );
}

function Copy({ value }: { value: string }) {
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(value).then(() => setCopied(true), () => {});
  };
  return (
    <button type="button" className="button small" onClick={copy} onBlur={() => setCopied(false)} aria-label={`${t.media.copy} ${value}`}>
      {copied ? t.media.copied : t.media.copy}
    </button>
  );
}

export function OrderCard({ order }: { order: Order }) {
  return (
    <div className="card-row">
      <Bag />
      <div>
        <p className="card-title">{t.kinds.order} · {t.media.items(order.lines.length)}</p>
        <ul className="order-lines">
          {keyed(order.lines, ({ product }) => product).map(({ key, item: { product, quantity, price, currency } }) => (
            <li key={key}>
              <span dir="auto">{quantity} × {product}</span> <span>{money(price * quantity, currency)}</span>
            </li>
          ))}
        </ul>
        {order.totals.map(({ currency, amount }) => (
          <p key={currency} className="order-total"><span>{t.media.total}</span> <span>{money(amount, currency)}</span></p>
        ))}
        <Text text={order.text} />
      </div>
    </div>
  );
}

/** As the customer sees it; the buttons are theirs to press. */
export function ShownCard({ shown }: { shown: Shown }) {
  return (
    <div className="shown">
      <p className="bubble-hint">{t.bubble.template}</p>
      {shown.header !== "" && <p className="shown-header" dir="auto">{shown.header}</p>}
      <Text text={shown.body} />
      {shown.footer !== "" && <p className="bubble-hint" dir="auto">{shown.footer}</p>}
      {shown.buttons.length > 0 && (
        <ul className="shown-buttons">
          {keyed(shown.buttons, ({ text }) => text).map(({ key, item: { text, url } }) => (
            <li key={key}>
              {url === "" ? text : <a href={url} target="_blank" rel="noopener noreferrer nofollow">{text}</a>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function ReplyCard({ reply, content }: { reply: InteractiveReply; content: string }) {
  return (
    <div className="shown">
      <Text text={reply.title || content} />
      {reply.description !== "" && <p className="bubble-hint" dir="auto">{reply.description}</p>}
      {reply.fields.length > 0 && (
        <>
          <p className="card-form"><Form /> {t.bubble.form}</p>
          <dl className="form-fields">
            {reply.fields.map(([key, value]) => (
              <div key={key}><dt>{key.replaceAll("_", " ")}</dt><dd dir="auto">{value}</dd></div>
            ))}
          </dl>
        </>
      )}
    </div>
  );
}

/** The ad or post that brought the customer. */
export function ReferralCard({ referral }: { referral: Referral }) {
  const { headline, body, url, isPost } = referral;
  return (
    <div className="referral">
      <p className="bubble-hint">{isPost ? t.bubble.fromPost : t.bubble.fromAd}</p>
      {headline !== "" && <p className="card-title" dir="auto">{headline}</p>}
      {body !== "" && <p className="referral-body" dir="auto">{body}</p>}
      {url !== "" && (
        <a className="card-link" href={url} target="_blank" rel="noopener noreferrer nofollow"><External /> {t.bubble.openAd}</a>
      )}
    </div>
  );
}
