/** What can be done with a message; shown where it is hovered or focused. */
import { t } from "../../i18n/en";
import type { Message } from "../../protocol";
import { canQuote, canReact } from "../../state/capabilities";
import { useAct, useDesk, useInbox } from "../context";
import { Reply, Smile } from "../icons";
import { Pop } from "../Pop";
import { useThreadActions } from "../threadActions";
import { ReactionPicker } from "./ReactionPicker";

export function Actions({ message }: { message: Message }) {
  const { reply } = useThreadActions();
  const desk = useDesk();
  const act = useAct();
  const can = useInbox(message.inbox)?.capabilities;
  if (!can || !(canQuote(can, message) || canReact(can, message))) return null;
  const react = (emoji: string): void => act(desk.react(message, emoji));
  return (
    <div className="bubble-actions" role="group" aria-label={t.bubble.actions}>
      {canQuote(can, message) && (
        <button type="button" className="icon-button small" onClick={() => reply(message)} aria-label={t.bubble.reply} title={t.bubble.reply}>
          <Reply />
        </button>
      )}
      {canReact(can, message) && (
        <Pop label={t.bubble.react} icon={<Smile />} className="icon-button small" panelClassName="reaction-pop">
          {(close) => (
            <ReactionPicker
              onPick={(emoji) => {
                close();
                react(emoji);
              }}
            />
          )}
        </Pop>
      )}
    </div>
  );
}
