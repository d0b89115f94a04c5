/** What can be done with a message; shown where it is hovered or focused. */
import type { Message } from "../../protocol";
import { seedOf } from "../../store/canned/seed";
import { canQuote, canReact } from "../../store/messages/capabilities";
import { useRun, useClient, useConversation, useInbox } from "../context";
import { Canned, Reply, Smile } from "../../ui/components/icons";
import { useKnown } from "../canned/useInsert";
import { Popover } from "../../ui/components/Popover";
import { useThreadActions } from "../thread/threadActions";
import { NoteActions } from "./NoteActions";
import { ReactionPicker } from "./ReactionPicker";
import { useT } from "../i18n/language";

export function Actions({ message }: { message: Message }) {
  const t = useT();
  const { reply } = useThreadActions();
  const client = useClient();
  const run = useRun();
  const can = useInbox(message.inbox)?.capabilities;
  if (message.kind === "note") return <NoteActions message={message} />;
  const isOurs = seedOf(message, {}) !== null;
  if (!can || !(isOurs || canQuote(can, message) || canReact(can, message))) return null;
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
      {isOurs && <SaveCanned message={message} />}
      {canReact(can, message) && (
        <Popover
          label={t.bubble.react}
          verb="react"
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

/** Said once, it can be said again. */
function SaveCanned({ message }: { message: Message }) {
  const t = useT();
  const { cannedView } = useClient();
  const contact = useConversation(message.conversation)?.contact.name ?? "";
  const known = useKnown({ contact, inbox: message.inbox });
  const save = (): void => {
    const seed = seedOf(message, known);
    if (seed) cannedView.set({ kind: "new", seed });
  };
  return (
    <button
      type="button"
      className="icon-button small"
      onClick={save}
      aria-label={t.composer.canned.save}
      title={t.composer.canned.save}
    >
      <Canned />
    </button>
  );
}
