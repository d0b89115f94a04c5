/** Whose a conversation is, in a word: the agent's own, a colleague's, a team's, nobody's. */
import type { Conversation } from "../../protocol";
import { useClient } from "../context";
import { useT } from "../i18n/language";
import { useNameWithAvailability } from "./Availability";

export function useOwnerName({ assignee, team }: Conversation): string {
  const t = useT();
  const { me } = useClient();
  if (assignee) return assignee.id === me.id ? t.list.you : assignee.name;
  return team?.name ?? t.list.nobody;
}

/** The same with how a colleague stands: "Mia (away)". */
export function useOwnerAvailability({ assignee }: Conversation, name: string): string {
  const { me } = useClient();
  return useNameWithAvailability(assignee === null || assignee.id === me.id ? null : assignee.id, name);
}
