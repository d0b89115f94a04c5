/** The ad or post that brought the customer. */
import type { Referral } from "../../../store/messages/payload";
import { External } from "../../../ui/components/icons";
import { useT } from "../../i18n/language";

export function ReferralCard({ referral }: { referral: Referral }) {
  const t = useT();
  const { headline, body, url, isPost } = referral;
  return (
    <div className="referral">
      <p className="bubble-hint">{isPost ? t.bubble.fromPost : t.bubble.fromAd}</p>
      {headline !== "" && (
        <p className="card-title" dir="auto">
          {headline}
        </p>
      )}
      {body !== "" && (
        <p className="referral-body" dir="auto">
          {body}
        </p>
      )}
      {url !== "" && (
        <a className="card-link" href={url} target="_blank" rel="noopener noreferrer nofollow">
          <External /> {t.bubble.openAd}
        </a>
      )}
    </div>
  );
}
