import type { Message } from "../state";
import { useMenu } from "../useMenu";
import { useT } from "../i18n/language";
import "./menus.css";

const EMOJI = ["👍", "❤️", "😂", "😮", "🙏"];
const EDITABLE = new Set(["text", "image", "video", "document"]);

interface Props {
  message: Message;
  onAsk: (path: string, body: Record<string, unknown>) => void;
  onEdit: (message: Message) => void;
}

/** What else the customer may do with a message: react, and with their own edit and delete. */
export function MessageMenu({ message, onAsk, onEdit }: Props) {
  const t = useT();
  const { menu, close } = useMenu();
  if (message.revoked) return null;
  const own = message.direction === "from_customer";
  const ask = (path: string, body: Record<string, unknown> = {}) => {
    close();
    onAsk(path, body);
  };
  return (
    <details ref={menu} className="menu more">
      <summary aria-label={t.chat.more}>⋯</summary>
      <div className="menu-body">
        <Emoji given={message.customer_reaction} onReact={(emoji) => ask("reaction", { emoji })} />
        {own && EDITABLE.has(message.kind) ? (
          <button
            type="button"
            onClick={() => {
              close();
              onEdit(message);
            }}
          >
            {t.chat.edit}
          </button>
        ) : null}
        {own ? (
          <button type="button" onClick={() => ask("delete")}>
            {t.chat.deleteForAll}
          </button>
        ) : null}
      </div>
    </details>
  );
}

/** The one that was given takes itself back: `onReact("")`. */
function Emoji({ given, onReact }: { given: string; onReact: (emoji: string) => void }) {
  const t = useT();
  return (
    <div className="emoji" role="group" aria-label={t.chat.react}>
      {EMOJI.map((emoji) => (
        <button
          key={emoji}
          type="button"
          aria-pressed={given === emoji}
          aria-label={t.chat.reactWith(emoji)}
          onClick={() => onReact(given === emoji ? "" : emoji)}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}
