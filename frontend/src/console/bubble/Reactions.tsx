/** The emoji that hang on a message: theirs, and ours with how far it has come. */
import type { Message, Reaction } from "../../protocol";
import { useRun, useClient } from "../context";
import { useT } from "../i18n/language";

export function Reactions({ message }: { message: Message }) {
  if (message.reactions.length === 0) return null;
  return (
    <ul className="reactions">
      {message.reactions.map((reaction) => (
        <li key={`${reaction.from} ${reaction.emoji}`}>
          {reaction.from === "us" ? (
            <Ours message={message} reaction={reaction} />
          ) : (
            <Theirs reaction={reaction} />
          )}
        </li>
      ))}
    </ul>
  );
}

function Theirs({ reaction }: { reaction: Reaction }) {
  const t = useT();
  const label = t.reactions.theirs(reaction.emoji, t.reactions.customer);
  return (
    <span className="reaction" role="img" aria-label={label} title={label}>
      {reaction.emoji}
    </span>
  );
}

const ON_ITS_WAY: ReadonlySet<string> = new Set(["queued", "sending", "held"]);

function Ours({ message, reaction }: { message: Message; reaction: Reaction }) {
  const t = useT();
  const client = useClient();
  const run = useRun();
  const { emoji, status, agent } = reaction;
  const hasFailed = status === "failed";
  const label = hasFailed
    ? t.reactions.failed(emoji)
    : t.reactions.ours(emoji, agent?.name ?? t.reactions.us);
  const className = ["reaction ours", hasFailed && "failed", ON_ITS_WAY.has(status) && "waiting"]
    .filter(Boolean)
    .join(" ");
  return (
    <button
      type="button"
      className={className}
      aria-label={label}
      title={label}
      onClick={() => run(client.react(message, null))}
    >
      {emoji}
    </button>
  );
}
