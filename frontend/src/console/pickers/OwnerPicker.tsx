/** Whose it is to be: the agent's own, a colleague's, a team's, nobody's. */
import type { Colleague, Conversation, Id, Me, Team } from "../../protocol";
import { getColleagues, getTeams } from "../../protocol/rest/endpoints";
import type { Owner } from "../../store/owners";
import { Nobody, Team as TeamIcon } from "../../ui/components/icons";
import { Picker, type PickerGroup, type PickerItem } from "../../ui/components/Picker";
import { useClient, useSignal } from "../context";
import type { DialogSentences } from "../i18n/dialogs.en";
import { useDialogT, useT } from "../i18n/language";
import { keysOf } from "../keyboard/keys";
import type { OpenPickerProps } from "./OpenPicker";
import { closePicker } from "./picking";
import { byName, withTeam } from "./TeamPicker";
import { AgentAvatar, useAvailabilityAtOpening } from "../shared/Availability";
import { availabilityIn, byAvailability } from "../../store/presence/availability";
import { useAssign } from "./useAssign";
import { useRows } from "./useRows";

const NOBODY = "nobody";

export function OwnerPicker({ conversation, picking }: OpenPickerProps) {
  const t = useDialogT().picker;
  const { you } = useT().list;
  const { me } = useClient();
  const { hintOf, sorted } = useWhoIsThere();
  const assign = useAssign();
  const { inbox, team } = conversation;
  const colleagues = useRows<Colleague>(["colleagues", inbox], (signal) => getColleagues(inbox, signal));
  const teams = useRows<Team>(["teams"], getTeams);
  const people = withHolder(colleagues.rows, conversation).filter(({ id }) => id !== me.id);
  const groups = groupsOf(t, { me, you, people: sorted(people), teams: withTeam(teams.rows, team), hintOf });
  const pick = (id: string): void => {
    closePicker(picking, false);
    const owner = ownerOf(id, [...people, me], withTeam(teams.rows, team));
    if (!isSame(owner, conversation)) assign(conversation, owner);
  };
  return (
    <Picker
      label={t.assign}
      placeholder={t.findOwner}
      none={colleagues.status || t.noOwner}
      status={colleagues.status || teams.status}
      again={colleagues.again ?? teams.again}
      groups={groups}
      chosen={chosenOf(conversation)}
      anchor={picking.anchor}
      onPick={pick}
      onClose={(left) => closePicker(picking, left)}
    />
  );
}

/** Who is there when it opens comes first, and how somebody stands now is said beside the name. */
export function useWhoIsThere() {
  const { together } = useT();
  const { presence } = useClient();
  const there = useSignal(presence.availability.all);
  const atFirst = useAvailabilityAtOpening(true);
  const hintOf = (id: Id): string | undefined => {
    const word = availabilityIn(there, id);
    return word === null ? undefined : together.availability[word];
  };
  const sorted = (people: readonly Person[]): readonly Person[] =>
    byName(people).toSorted(byAvailability(atFirst));
  return { hintOf, sorted };
}

type Person = Pick<Colleague, "id" | "name" | "username">;

interface Owners {
  me: Me;
  you: string;
  people: readonly Person[];
  teams: readonly Team[];
  /** How somebody stands. */
  hintOf: (id: Id) => string | undefined;
}

export function groupsOf(
  t: DialogSentences["picker"],
  { me, you, people, teams, hintOf }: Owners,
): PickerGroup[] {
  const groups = [
    {
      label: you,
      items: [{ ...person(me), label: you, words: `${me.name} ${me.username}`, keys: keysOf("assign") }],
    },
    {
      label: t.colleagues,
      titled: true,
      items: people.map((one) => ({ ...person(one), hint: hintOf(one.id) })),
    },
    {
      label: t.teams,
      titled: true,
      items: byName(teams).map(({ id, name }) => ({ id: `team ${id}`, label: name, mark: <TeamIcon /> })),
    },
    { label: t.nobody, items: [{ id: NOBODY, label: t.nobody, mark: <Nobody /> }] },
  ];
  return groups.filter(({ items }) => items.length > 0);
}

function person({ id, name, username }: Person): PickerItem {
  return { id: `agent ${id}`, label: name, words: username, mark: <AgentAvatar id={id} name={name} /> };
}

/** What is nobody's is no choice that was made: the first of the list is at hand. */
function chosenOf({ assignee, team }: Conversation): string[] {
  if (assignee) return [`agent ${assignee.id}`];
  return team ? [`team ${team.id}`] : [];
}

/** Who has it is there at once, also while the others are not. */
function withHolder(rows: readonly Person[], { assignee }: Conversation): readonly Person[] {
  return assignee === null || rows.some(({ id }) => id === assignee.id) ? rows : [assignee, ...rows];
}

export function ownerOf(chosen: string, people: readonly Person[], teams: readonly Team[]): Owner {
  const [kind, id] = chosen.split(" ");
  const rows = kind === "team" ? teams : people;
  const found = rows.find((one) => String(one.id) === id);
  return found ? { kind: kind === "team" ? "team" : "agent", id: found.id, name: found.name } : null;
}

function isSame(owner: Owner, { assignee, team }: Conversation): boolean {
  if (owner === null) return assignee === null && team === null;
  if (owner.kind === "agent") return assignee?.id === owner.id;
  return assignee === null && team?.id === owner.id;
}
