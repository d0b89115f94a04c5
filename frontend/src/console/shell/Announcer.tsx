/** The one region in which announcements are read, one after the other, when nothing else is. */
import { useSignal } from "../context";
import { announcements } from "./announcer";

export function Announcer() {
  const said = useSignal(announcements);
  return (
    <div className="sr-only announcer" aria-live="polite" aria-relevant="additions">
      {said.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}
