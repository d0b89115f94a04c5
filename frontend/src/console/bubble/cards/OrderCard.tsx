/** What a customer orders from the catalogue. */
import type { Order } from "../../../store/messages/payload";
import { money } from "../../../ui/text/format";
import { Bag } from "../../../ui/components/icons";
import { keyed } from "../../../ui/keyed";
import { Text } from "./Text";
import { useT } from "../../i18n/language";

export function OrderCard({ order }: { order: Order }) {
  const t = useT();
  return (
    <div className="card-row">
      <Bag />
      <div>
        <p className="card-title">
          {t.kinds.order} · {t.media.items(order.lines.length)}
        </p>
        <ul className="order-lines">
          {keyed(order.lines, ({ product }) => product).map(
            ({ key, item: { product, quantity, price, currency } }) => (
              <li key={key}>
                <span dir="auto">
                  {quantity} × {product}
                </span>{" "}
                <span>{money(price * quantity, currency)}</span>
              </li>
            ),
          )}
        </ul>
        {order.totals.map(({ currency, amount }) => (
          <p key={currency} className="order-total">
            <span>{t.media.total}</span> <span>{money(amount, currency)}</span>
          </p>
        ))}
        <Text text={order.text} />
      </div>
    </div>
  );
}
