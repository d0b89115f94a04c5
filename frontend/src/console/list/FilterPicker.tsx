/**
 * All filters in one list: ticked one by one, the list follows at once. Type "urg" for urgent ones. A list is of one
 * owner, team, label and inbox at most: another one takes the place of the one before, as with radio buttons.
 */
import type { Colleague, Label, Team } from "../../protocol";
import { getAllColleagues, getLabels, getTeams } from "../../protocol/rest/endpoints";
import { Picker, type PickerItem } from "../../ui/components/Picker";
import { MARKS } from "../../protocol/lists";
import { CONVERSATION_STATUSES, PRIORITIES } from "../../protocol/words";
import { Flag } from "../../ui/components/icons";
import { useClient, useSelect } from "../context";
import { useDialogT, useT } from "../i18n/language";
import { useRows } from "../pickers/useRows";
import { COLLEAGUES, LABELS, TEAMS } from "./filterRows";
import type { OpenListPickerProps } from "./ListPicker";
import { chosenFilters, withFilters } from "./filterIds";

export function FilterPicker({ query, anchor, onChange, onClose }: OpenListPickerProps) {
  const t = useT();
  const { nothing } = useDialogT().picker;
  const { groups, status, again } = useGroups();
  return (
    <Picker
      label={t.list.filter}
      placeholder={t.list.findFilter}
      none={status || nothing}
      status={status}
      again={again}
      groups={groups}
      chosen={chosenFilters(query)}
      anchor={anchor}
      onChange={(ids) => onChange(withFilters(query, ids))}
      onClose={onClose}
    />
  );
}

function useGroups() {
  const t = useT();
  const whose = useWhose();
  const words = <W extends string>(
    kind: string,
    all: readonly W[],
    names: Readonly<Record<string, string>>,
  ) => all.map((word): PickerItem => ({ id: `${kind}:${word}`, label: names[word] ?? word }));
  const priorities = words("priority", PRIORITIES.toReversed(), t.details.priorities).map(flagged);
  const groups = [
    { label: t.list.marks, titled: true, items: words("mark", MARKS, t.marks) },
    { label: t.list.status, titled: true, items: words("status", CONVERSATION_STATUSES, t.details.statuses) },
    { label: t.list.priority, titled: true, items: priorities },
    ...whose.groups,
  ];
  return { ...whose, groups: groups.filter(({ items }) => items.length > 0) };
}

/** Agents, teams, labels and, where there are several, inboxes. */
function useWhose() {
  const t = useT();
  const { me } = useClient();
  const inboxes = useSelect((state) => state.me?.inboxes ?? me.inboxes);
  const teams = useRows<Team>(TEAMS, getTeams);
  const people = useRows<Colleague>(COLLEAGUES, getAllColleagues);
  const labels = useRows<Label>(LABELS, getLabels);
  const others = people.rows.filter(({ id }) => id !== me.id);
  const you = { id: "assignee:me", label: t.list.you, words: me.name };
  const nobody = { id: "assignee:none", label: t.list.nobody };
  const noTeam = { id: "team:none", label: t.list.noTeam };
  const groups = [
    { label: t.list.assignee, items: [you, nobody, ...named("assignee", others)] },
    { label: t.list.teams, items: [...named("team", teams.rows), noTeam] },
    { label: t.list.labels, items: labels.rows.map(labelItem) },
    { label: t.list.inboxes, items: inboxes.length > 1 ? named("inbox", inboxes) : [] },
  ];
  const single = groups.map(({ label, items }) => ({
    label: t.list.oneOf(label),
    items,
    titled: true,
    isSingle: true,
  }));
  return {
    groups: single,
    status: teams.status || people.status || labels.status,
    again: teams.again ?? people.again ?? labels.again,
  };
}

function named(kind: string, rows: readonly { id: number; name: string }[]): PickerItem[] {
  return rows.map(({ id, name }) => ({ id: `${kind}:${id}`, label: name }));
}

function labelItem({ name, color }: Label): PickerItem {
  return { id: `label:${name}`, label: name, mark: <i className="dot" style={{ background: color }} /> };
}

function flagged(item: PickerItem): PickerItem {
  return { ...item, mark: <Flag className={`flag ${item.id.replace("priority:", "")}`} /> };
}
