/** Which team it belongs to, whoever has it. */
import type { Conversation, Team } from "../../protocol";
import { getTeams } from "../../protocol/rest/endpoints";
import { Nobody, Team as TeamIcon } from "../../ui/components/icons";
import { Picker } from "../../ui/components/Picker";
import { useClient, useRun } from "../context";
import { useDialogT, useT } from "../i18n/language";
import type { OpenPickerProps } from "./OpenPicker";
import { closePicker, type Picking } from "./picking";
import { useRows } from "./useRows";

const NO_TEAM = "none";

export function TeamPicker({ conversation: { id, team }, picking }: OpenPickerProps) {
  const client = useClient();
  const run = useRun();
  const pick = (to: Team | null): void => {
    if (to?.id !== team?.id) run(client.change(id, { team: to?.id ?? null }));
  };
  return <TeamChoices picking={picking} team={team} onPick={pick} />;
}

interface TeamChoicesProps {
  picking: Picking;
  /** Whose it is; undefined: of several, where nobody asks. */
  team?: Conversation["team"];
  onPick: (to: Team | null) => void;
}

export function TeamChoices({ picking, team, onPick }: TeamChoicesProps) {
  const t = useDialogT().picker;
  const { noTeam } = useT().list;
  const { rows, status, again } = useRows<Team>(["teams"], getTeams);
  const teams = withTeam(rows, team ?? null);
  const items = byName(teams).map(({ id, name }) => ({ id: String(id), label: name, mark: <TeamIcon /> }));
  // Nothing is chosen of several: the first would be at hand, and take away all teams before there is another one.
  const isThere = team !== undefined || status === "";
  const nobodys = isThere ? [{ id: NO_TEAM, label: noTeam, mark: <Nobody /> }] : [];
  const pick = (id: string): void => {
    closePicker(picking, false);
    onPick(teams.find((one) => String(one.id) === id) ?? null);
  };
  return (
    <Picker
      label={t.team}
      placeholder={t.findTeam}
      none={status || t.noTeamFound}
      status={status || (teams.length === 0 ? t.noTeams : "")}
      again={again}
      groups={[
        { label: t.teams, items },
        { label: noTeam, items: nobodys },
      ].filter((group) => group.items.length > 0)}
      chosen={team === undefined ? [] : [String(team?.id ?? NO_TEAM)]}
      anchor={picking.anchor}
      onPick={pick}
      onClose={(left) => closePicker(picking, left)}
    />
  );
}

export function byName<T extends { name: string }>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Which has it is there at once, also while the others are not. */
export function withTeam(rows: readonly Team[], team: Conversation["team"]): readonly Team[] {
  return team === null || rows.some(({ id }) => id === team.id) ? rows : [team, ...rows];
}
