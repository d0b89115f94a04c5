/** What a note says, with the names of those whom it mentions. */
import type { Message } from "../../protocol";
import { addressedBy, mentionParts } from "../../store/notes/mentions";
import { useClient } from "../context";
import { Marked } from "../../ui/components/Marked";

export function NoteText({ message }: { message: Pick<Message, "content" | "payload"> }) {
  const { me } = useClient();
  const { content } = message;
  const { named, agents } = addressedBy(message);
  const parts = mentionParts(content, named);
  return (
    <p className="bubble-text" dir="auto">
      {parts.map(({ text, mention }, index) =>
        mention === null ? (
          <Marked key={index} text={text} /> // oxlint-disable-line react/no-array-index-key -- parts of one text never move
        ) : (
          <bdi
            key={index} // oxlint-disable-line react/no-array-index-key -- parts of one text never move
            className={isMine(mention, me.id, agents) ? "mention mine" : "mention"}
          >
            {text}
          </bdi>
        ),
      )}
    </p>
  );
}

/** By name, or with a team of which this agent is told. */
function isMine(
  { kind, id }: { kind: "agent" | "team"; id: number },
  me: number,
  agents: readonly number[],
): boolean {
  return kind === "agent" ? id === me : agents.includes(me);
}
