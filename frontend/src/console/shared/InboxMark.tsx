/** Of which inbox it is, where the agent sees several. */
import type { Id } from "../../protocol";
import { useInbox, useSelect } from "../context";

export function InboxMark({ inbox }: { inbox: Id }) {
  const name = useInbox(inbox)?.name;
  const isOne = useSelect(({ me }) => (me?.inboxes.length ?? 0) < 2);
  return isOne || name === undefined ? null : <bdi className="inbox-mark">{name}</bdi>;
}
