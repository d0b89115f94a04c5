/** The avatars of those who have the same conversation open. */
import type { Id } from "../../protocol";
import { Avatar } from "../../ui/components/Avatar";
import { useT } from "../i18n/language";
import { usePeople } from "./usePeople";
import "./Lookers.css";

/** As faces; the others as a number. */
const SHOWN = 3;

export function Lookers({ conversation }: { conversation: Id }) {
  const t = useT().together;
  const people = usePeople(conversation);
  if (people.length === 0) return null;
  const says = people.map(({ isMe, name }) => (isMe ? t.otherTab : t.looking(name)));
  const more = people.length - SHOWN;
  return (
    <ul className="lookers" aria-label={t.others}>
      {people.map((person, index) => (
        <li key={person.id} className={index < SHOWN ? "" : "sr-only"} title={says[index]}>
          <Avatar id={person.id} name={person.name} small />
          {person.isMe && <i className="looker-me" aria-hidden="true" />}
          <span className="sr-only">{says[index]}</span>
        </li>
      ))}
      {more > 0 && (
        <li className="lookers-more" aria-hidden="true" title={says.slice(SHOWN).join("\n")}>
          +{more}
        </li>
      )}
    </ul>
  );
}
