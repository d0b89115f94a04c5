import { post } from "../calls";
import type { Button } from "./content";
import { errorSentence } from "../errorSentence";
import type { Message } from "../state";
import { useT } from "../i18n/language";

interface Props {
  message: Message;
  buttons: readonly Button[];
  onRefused: (sentence: string) => void;
}

/** The buttons of a message of the business, or the rows of its list. */
export function ReplyButtons({ message, buttons, onRefused }: Props) {
  const t = useT();
  if (buttons.length === 0) return null;
  const tap = (body: Record<string, unknown>) => {
    post(`messages/${message.id}/tap`, body).then(
      () => onRefused(""),
      (error: unknown) => onRefused(errorSentence(error, t)),
    );
  };
  return (
    <ul className="taps" aria-label={t.chat.answers}>
      {buttons.map((button, index) => (
        // Two buttons may have one label, and their order never changes.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index}>
          <ReplyButton button={button} onTap={tap} />
          {button.hint === "" ? null : <small>{button.hint}</small>}
        </li>
      ))}
    </ul>
  );
}

function ReplyButton({ button, onTap }: { button: Button; onTap: (body: Record<string, unknown>) => void }) {
  const { tap, href, label } = button;
  if (tap !== null)
    return (
      <button type="button" className="button small" onClick={() => onTap(tap)}>
        {label}
      </button>
    );
  if (!/^https?:/.test(href)) return <span>{label}</span>;
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {label}
    </a>
  );
}
