/** The emoji that hang on a message: theirs, and ours with how far it has come. */
import { t } from "../../i18n/en";
import type { Message, Reaction } from "../../protocol";
import { useAct, useDesk } from "../context";

export function Reactions({ message }: { message: Message }) {
  if (message.reactions.length === 0) return null;
  return (
    <ul className="reactions">
      {message.reactions.map((reaction) => (
        <li key={`${reaction.from} ${reaction.emoji}`}>
          {reaction.from === "us" ? <Ours message={message} reaction={reaction} /> : <Theirs reaction={reaction} />}
        </li>
      ))}
    </ul>
  );
}

function Theirs({ reaction }: { reaction: Reaction }) {
  const said = t.reactions.theirs(reaction.emoji, t.reactions.customer);
  return <span className="reaction" role="img" aria-label={said} title={said}>{reaction.emoji}</span>;
}

const ON_ITS_WAY: ReadonlySet<string> = new Set(["queued", "sending", "held"]);

function Ours({ message, reaction }: { message: Message; reaction: Reaction }) {
  const desk = useDesk();
  const act = useAct();
  const { emoji, status, agent } = reaction;
  const hasFailed = status === "failed";
  const said = hasFailed ? t.reactions.failed(emoji) : t.reactions.ours(emoji, agent?.name ?? t.reactions.us);
  const look = ["reaction ours", hasFailed && "failed", ON_ITS_WAY.has(status) && "waiting"].filter(Boolean).join(" ");
  return (
    <button type="button" className={look} aria-label={said} title={said} onClick={() => act(desk.react(message, null))}>
      {emoji}
    </button>
  );
}
