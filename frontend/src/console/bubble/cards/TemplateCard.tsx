/** A template as the customer sees it; the buttons are theirs to press. */
import type { Shown, ShownButton } from "../../../store/messages/payload";
import { keyed } from "../../../ui/keyed";
import { Text } from "./Text";
import { useT } from "../../i18n/language";

export function TemplateCard({ shown }: { shown: Shown }) {
  const t = useT();
  return (
    <div className="shown">
      <p className="bubble-hint">{t.bubble.template}</p>
      {shown.header !== "" && (
        <p className="shown-header" dir="auto">
          {shown.header}
        </p>
      )}
      <Text text={shown.body} />
      {shown.footer !== "" && (
        <p className="bubble-hint" dir="auto">
          {shown.footer}
        </p>
      )}
      <ShownButtons buttons={shown.buttons} />
    </div>
  );
}

/** What is on each button, and where it leads or what it copies. */
export function ShownButtons({ buttons }: { buttons: readonly ShownButton[] }) {
  if (buttons.length === 0) return null;
  return (
    <ul className="shown-buttons">
      {keyed(buttons, ({ text }) => text).map(({ key, item: { text, url, target } }) => (
        <li key={key}>
          {url === "" ? (
            text
          ) : (
            <a href={url} target="_blank" rel="noopener noreferrer nofollow">
              {text}
            </a>
          )}
          {target !== "" && (
            <small className="bubble-hint" dir="ltr">
              {target}
            </small>
          )}
        </li>
      ))}
    </ul>
  );
}
