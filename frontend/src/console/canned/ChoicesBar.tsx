/** What the customer can choose goes out with the text: shown until it is sent, or taken off. */
import { Buttons } from "../../ui/components/icons";
import { interactiveOf } from "../../store/messages/interactive";
import { useT } from "../i18n/language";
import { RemovableBar } from "../composer/RemovableBar";
import type { Reply } from "../composer/useReply";

export function ChoicesBar({ reply: { canned, onCanned, onRefocus } }: { reply: Reply }) {
  const t = useT().composer.canned;
  if (!canned?.interactive) return null;
  const shown = interactiveOf({ payload: { interactive: { body: {}, ...canned.interactive } } });
  const titles = shown ? [...shown.buttons, shown.opens, shown.link?.text ?? ""].filter(Boolean) : [];
  const remove = (): void => {
    onCanned({ ...canned, interactive: null });
    onRefocus();
  };
  return (
    <RemovableBar icon={<Buttons />} label={t.withoutChoices} onRemove={remove}>
      <p className="quote-text" dir="auto">
        {t.choices(titles.join(" · "))}
      </p>
    </RemovableBar>
  );
}
