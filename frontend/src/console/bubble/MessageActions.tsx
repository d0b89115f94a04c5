/** What can be done with a message; shown where it is hovered or focused. */
import type { Message } from "../../protocol";
import { canQuote, canReact } from "../../store/messages/capabilities";
import { useRun, useClient, useInbox } from "../context";
import { Reply, Smile } from "../../ui/components/icons";
import { Popover } from "../../ui/components/Popover";
import { useThreadActions } from "../thread/threadActions";
import { ReactionPicker } from "./ReactionPicker";
import { useT } from "../i18n/language";

export function Actions({ message }: { message: Message }) {
  const t = useT();
  const { reply } = useThreadActions();
  const client = useClient();
  const run = useRun();
  const can = useInbox(message.inbox)?.capabilities;
  if (!can || !(canQuote(can, message) || canReact(can, message))) return null;
  const react = (emoji: string): void => run(client.react(message, emoji));
  return (
    <div className="bubble-actions" role="group" aria-label={t.bubble.actions}>
      {canQuote(can, message) && (
        <button
          type="button"
          className="icon-button small"
          onClick={() => reply(message)}
          aria-label={t.bubble.reply}
          title={t.bubble.reply}
        >
          <Reply />
        </button>
      )}
      {canReact(can, message) && (
        <Popover
          label={t.bubble.react}
          icon={<Smile />}
          className="icon-button small"
          panelClassName="reaction-pop"
        >
          {(close) => (
            <ReactionPicker
              onPick={(emoji) => {
                close();
                react(emoji);
              }}
            />
          )}
        </Popover>
      )}
    </div>
  );
}
