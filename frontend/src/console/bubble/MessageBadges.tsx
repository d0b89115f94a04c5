/** Where a message comes from and what it is about: above what it says. */
import type { Message } from "../../protocol";
import { forwardedOf, productOf, referralOf, type Product } from "../../store/messages/payload";
import { Bag, Forward, Phone } from "../../ui/components/icons";
import { ReferralCard } from "./cards/ReferralCard";
import { useT } from "../i18n/language";
import "./cards/cards.css";

export function MessageBadges({ message }: { message: Message }) {
  const t = useT();
  const forwarded = forwardedOf(message);
  const product = productOf(message);
  const referral = referralOf(message);
  return (
    <>
      {message.origin === "phone" && (
        <p className="bubble-hint badge-line">
          <Phone /> {t.bubble.fromPhone}
        </p>
      )}
      {message.origin === "other" && <p className="bubble-hint badge-line">{t.bubble.fromOtherSender}</p>}
      {forwarded !== null && (
        <p className="bubble-hint badge-line">
          <Forward /> {forwarded === "often" ? t.bubble.forwardedOften : t.bubble.forwarded}
        </p>
      )}
      {product && (
        <p className="bubble-hint badge-line">
          <Bag /> <About product={product} />
        </p>
      )}
      {referral && <ReferralCard referral={referral} />}
    </>
  );
}

/** One element, for a mark is a row of them; the provider tells ids only. */
function About({ product: { id, catalog } }: { product: Product }) {
  const t = useT();
  if (id === "") return <span>{t.bubble.someProduct(catalog)}</span>;
  return (
    <span>
      {t.bubble.product} <bdi>{id}</bdi>
      {catalog !== "" && ` ${t.bubble.inCatalog(catalog)}`}
    </span>
  );
}
