/** Who else is writing to this customer, or a note about them, or has begun to. */
import type { Id } from "../../protocol";
import type { Person } from "../../store/presence/people";
import type { Sentences } from "../i18n/en";
import { useT } from "../i18n/language";
import { useDrafters, usePeople } from "../thread/usePeople";

export function TypingSign({ conversation }: { conversation: Id }) {
  const t = useT().together;
  const writing = usePeople(conversation).filter(({ writes }) => writes !== null);
  const drafters = useDrafters(conversation);
  if (writing.length === 0) return drafters.length === 0 ? null : <DraftSign names={drafters} />;
  return (
    <p className="typing-sign" title={writing.map(({ name }) => name).join(", ")}>
      <span className="typing-words">{sentence(writing, t)}</span>
      <span className="typing-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
    </p>
  );
}

/** Not what they have written. */
function DraftSign({ names }: { names: readonly string[] }) {
  const t = useT().together;
  const [first = ""] = names;
  return (
    <p className="typing-sign" title={names.join(", ")}>
      <span className="typing-words">
        {names.length === 1 ? t.hasDraft(first) : t.haveDrafts(names.length)}
      </span>
    </p>
  );
}

function sentence(writing: readonly Person[], t: Sentences["together"]): string {
  const [first, second] = writing;
  if (first === undefined) return "";
  if (second === undefined) return alone(first, t);
  return writing.length === 2 ? t.twoTyping(named(first, t), named(second, t)) : t.manyTyping(writing.length);
}

function alone({ isMe, name, writes }: Person, t: Sentences["together"]): string {
  if (isMe) return t.typingElsewhere;
  return writes === "note" ? t.noting(name) : t.typing(name);
}

function named({ isMe, name }: Person, t: Sentences["together"]): string {
  return isMe ? t.me : name;
}
