/** Who can be mentioned in an inbox: the colleagues who see it, and the teams of which somebody does. */
import { useQuery } from "@tanstack/react-query";
import type { Id } from "../../../protocol";
import { getColleagues, getTeamsOf } from "../../../protocol/rest/endpoints";
import type { Mentionable } from "../../../store/notes/mentions";
import { byAvailability } from "../../../store/presence/availability";
import { useClient } from "../../context";
import { useAvailabilityAtOpening } from "../../shared/Availability";
import { useSilent } from "../../shared/useSilent";

/** The feed does not keep them. */
const FRESH_MS = 30_000;

export interface Choice extends Mentionable {
  /** Found by these words, too. */
  readonly words: string;
}

export interface Mentionables {
  readonly all: readonly Choice[];
  /** `silent`: asked for, again and again, and not answered. */
  readonly state: "there" | "coming" | "silent" | "failed";
}

export function colleaguesKey(inbox: Id): readonly unknown[] {
  return ["colleagues", inbox];
}

export function teamsKey(inbox: Id): readonly unknown[] {
  return ["teams", inbox];
}

/** `isWanted`: somebody is being looked for. */
export function useMentionables(inbox: Id, isWanted: boolean): Mentionables {
  const { me } = useClient();
  const there = useAvailabilityAtOpening(isWanted);
  const about = { staleTime: FRESH_MS, enabled: isWanted } as const;
  const people = useQuery({
    queryKey: colleaguesKey(inbox),
    queryFn: ({ signal }) => getColleagues(inbox, signal),
    ...about,
  });
  const teams = useQuery({
    queryKey: teamsKey(inbox),
    queryFn: ({ signal }) => getTeamsOf(inbox, signal),
    ...about,
  });
  const others = (people.data ?? []).filter(({ id }) => id !== me.id).toSorted(byAvailability(there));
  const all = [
    ...others.map(({ id, name, username }) => ({ kind: "agent", id, name, words: username }) as const),
    ...(teams.data ?? []).map(({ id, name }) => ({ kind: "team", id, name, words: "" }) as const),
  ];
  const isPeopleSilent = useSilent(people);
  const isSilent = useSilent(teams) || isPeopleSilent;
  const isThere = people.data !== undefined && teams.data !== undefined;
  const isFailed = people.isError || teams.isError;
  return { all, state: isThere ? "there" : isFailed ? "failed" : isSilent ? "silent" : "coming" };
}
