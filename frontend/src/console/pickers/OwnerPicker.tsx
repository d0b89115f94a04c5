/** Whose it is to be: the agent's own, a colleague's, a team's, nobody's. Who loses it leaves it with its team. */
import type { Colleague, Conversation, Id, Me, Team } from "../../protocol";
import { getColleagues, getTeams } from "../../protocol/rest/endpoints";
import type { Owner } from "../../store/owners";
import { Nobody, Team as TeamIcon } from "../../ui/components/icons";
import { Picker, type PickerGroup, type PickerItem } from "../../ui/components/Picker";
import { useClient, useRun, useSignal } from "../context";
import type { DialogSentences } from "../i18n/dialogs.en";
import { useDialogT, useT } from "../i18n/language";
import { keysOf } from "../keyboard/keys";
import type { OpenPickerProps } from "./OpenPicker";
import { closePicker } from "./picking";
import { byName, withTeam } from "./TeamPicker";
import { AgentAvatar, useAvailabilityAtOpening } from "../shared/Availability";
import { availabilityIn, byAvailability } from "../../store/presence/availability";
import { useAssign } from "./useAssign";
import { useRows, type Rows } from "./useRows";

const NOBODY = "nobody";

const NO_TEAMS: Rows<Team> = { rows: [], status: "", again: undefined };

/** Where one button shows an agent, or else a team. */
export function OwnerPicker(props: OpenPickerProps) {
  const { team } = props.conversation;
  const teams = useRows<Team>(["teams"], getTeams);
  return <Owners {...props} find="findOwner" teams={{ ...teams, rows: withTeam(teams.rows, team) }} />;
}

/** Where the team stands by itself. */
export function AssigneePicker(props: OpenPickerProps) {
  return <Owners {...props} find="findColleague" teams={NO_TEAMS} />;
}

interface OwnersProps extends OpenPickerProps {
  find: "findOwner" | "findColleague";
  teams: Rows<Team>;
}

function Owners({ conversation, picking, find, teams }: OwnersProps) {
  const t = useDialogT().picker;
  const { you, noTeam } = useT().list;
  const { me } = useClient();
  const { hintOf, sorted } = useWhoIsThere();
  const give = useGive(conversation);
  const { inbox, assignee, team } = conversation;
  const colleagues = useRows<Colleague>(["colleagues", inbox], (signal) => getColleagues(inbox, signal));
  const people = withHolder(colleagues.rows, conversation).filter(({ id }) => id !== me.id);
  const isTeams = teams !== NO_TEAMS && isTeamAlone(conversation);
  const nobody = isTeams
    ? { label: noTeam }
    : { label: t.nobody, hint: assignee && team ? t.teamStays : undefined };
  const groups = groupsOf(t, { me, you, people: sorted(people), teams: teams.rows, nobody, hintOf });
  const pick = (id: string): void => {
    closePicker(picking, false);
    if (isTeams && id === NOBODY) return give("no team");
    give(ownerOf(id, [...people, me], teams.rows));
  };
  return (
    <Picker
      label={t.assign}
      placeholder={t[find]}
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

/** What it has already asks nothing of the server. */
function useGive(conversation: Conversation): (to: Owner | "no team") => void {
  const client = useClient();
  const run = useRun();
  const assign = useAssign();
  return (to) => {
    if (to === "no team") run(client.change(conversation.id, { team: null }));
    else if (!isSame(to, conversation)) assign(conversation, to);
  };
}

/** A team has it, and nobody of it: what the button shows is the team. */
function isTeamAlone({ assignee, team }: Conversation): boolean {
  return assignee === null && team !== null;
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

interface Choices {
  me: Me;
  you: string;
  people: readonly Person[];
  teams: readonly Team[];
  nobody: Pick<PickerItem, "label" | "hint">;
  /** How somebody stands. */
  hintOf: (id: Id) => string | undefined;
}

export function groupsOf(
  t: DialogSentences["picker"],
  { me, you, people, teams, nobody, hintOf }: Choices,
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
    { label: nobody.label, items: [{ id: NOBODY, ...nobody, mark: <Nobody /> }] },
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
  if (owner === null) return assignee === null;
  if (owner.kind === "agent") return assignee?.id === owner.id;
  return assignee === null && team?.id === owner.id;
}
