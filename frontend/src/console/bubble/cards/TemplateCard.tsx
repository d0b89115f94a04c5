/** A template as the customer sees it; the buttons are theirs to press. */
import type { Shown } from "../../../store/messages/payload";
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
      {shown.buttons.length > 0 && (
        <ul className="shown-buttons">
          {keyed(shown.buttons, ({ text }) => text).map(({ key, item: { text, url } }) => (
            <li key={key}>
              {url === "" ? (
                text
              ) : (
                <a href={url} target="_blank" rel="noopener noreferrer nofollow">
                  {text}
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
