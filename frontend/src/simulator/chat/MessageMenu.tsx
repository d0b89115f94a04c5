import type { Message } from "../state";
import { useMenu } from "../useMenu";
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
  const { menu, close } = useMenu();
  if (message.revoked) return null;
  const own = message.direction === "from_customer";
  const ask = (path: string, body: Record<string, unknown> = {}) => {
    close();
    onAsk(path, body);
  };
  return (
    <details ref={menu} className="menu more">
      <summary aria-label="More">⋯</summary>
      <div className="menu-body">
        <div className="emoji" role="group" aria-label="React">
          {EMOJI.map((emoji) => {
            const given = message.customer_reaction === emoji;
            return (
              <button
                key={emoji}
                type="button"
                aria-pressed={given}
                aria-label={`React with ${emoji}`}
                onClick={() => ask("reaction", { emoji: given ? "" : emoji })}
              >
                {emoji}
              </button>
            );
          })}
        </div>
        {own && EDITABLE.has(message.kind) ? (
          <button
            type="button"
            onClick={() => {
              close();
              onEdit(message);
            }}
          >
            Edit
          </button>
        ) : null}
        {own ? (
          <button type="button" onClick={() => ask("delete")}>
            Delete for everyone
          </button>
        ) : null}
      </div>
    </details>
  );
}
