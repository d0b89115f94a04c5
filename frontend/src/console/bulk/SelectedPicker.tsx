/** The pickers for all that is selected: an owner, when it comes back, a priority, labels. */
import { useState } from "react";
import type { Colleague, ConversationStatus, Priority, Team } from "../../protocol";
import { getAllColleagues, getColleagues, getTeams } from "../../protocol/rest/endpoints";
import type { BulkChange } from "../../protocol/rest/bulk";
import { Flag, Hourglass, Reopen, Team as TeamIcon, Unread } from "../../ui/components/icons";
import { Picker, type PickerItem } from "../../ui/components/Picker";
import { keysOf } from "../keyboard/keys";
import { useClient, useRun } from "../context";
import { useDialogT, useT } from "../i18n/language";
import { groupsOf, ownerOf, useWhoIsThere } from "../pickers/OwnerPicker";
import { priorityItems } from "../pickers/PriorityPicker";
import { SnoozeChoices } from "../pickers/SnoozePicker";
import { SnoozeForm } from "../pickers/SnoozeDialog";
import { closePicker, switchPicker, type Picking } from "../pickers/picking";
import { TeamChoices } from "../pickers/TeamPicker";
import { useRows } from "../pickers/useRows";
import { SelectedLabels } from "./SelectedLabels";
import { assignSelected, changeSelected, markSelected, selectedRows } from "./verbs";

export interface SelectedProps {
  picking: Picking;
}

export function SelectedPicker({ picking }: SelectedProps) {
  switch (picking.what) {
    case "owner":
      return <Owner picking={picking} />;
    case "team":
      return <TeamOf picking={picking} />;
    case "labels":
      return <SelectedLabels picking={picking} />;
    case "priority":
      return <PriorityOf picking={picking} />;
    case "date":
      return <SnoozeUntil picking={picking} />;
    case "status":
      return <More picking={picking} />;
    default:
      return <Snooze picking={picking} />;
  }
}

function useChange(picking: Picking): (change: BulkChange) => void {
  const client = useClient();
  const run = useRun();
  return (change) => {
    closePicker(picking, false);
    run(changeSelected(client, { change }));
  };
}

/** Who sees the inbox of all of them, or everybody: the server says who cannot have which. */
function Owner({ picking }: SelectedProps) {
  const t = useDialogT().picker;
  const { you } = useT().list;
  const client = useClient();
  const run = useRun();
  const { hintOf, sorted } = useWhoIsThere();
  const inboxes = useInboxes();
  const inbox = inboxes.length === 1 ? (inboxes[0] ?? null) : null;
  const colleagues = useRows<Colleague>(["colleagues", inbox], (signal) =>
    inbox === null ? getAllColleagues(signal) : getColleagues(inbox, signal),
  );
  const teams = useRows<Team>(["teams"], getTeams);
  const { me } = client;
  const nobody = { label: t.nobody, hint: t.teamStays };
  const people = colleagues.rows.filter(({ id }) => id !== me.id);
  const pick = (id: string): void => {
    closePicker(picking, false);
    run(assignSelected(client, ownerOf(id, [...people, me], teams.rows)));
  };
  return (
    <Picker
      label={t.assign}
      placeholder={t.findOwner}
      none={colleagues.status || t.noOwner}
      status={colleagues.status || teams.status}
      groups={groupsOf(t, { me, you, people: sorted(people), teams: teams.rows, nobody, hintOf })}
      chosen={[]}
      anchor={picking.anchor}
      onPick={pick}
      onClose={(left) => closePicker(picking, left)}
    />
  );
}

function TeamOf({ picking }: SelectedProps) {
  const client = useClient();
  const run = useRun();
  const pick = (to: Team | null): void => {
    run(changeSelected(client, { change: { team: to?.id ?? null }, to: to?.name ?? "" }));
  };
  return <TeamChoices picking={picking} onPick={pick} />;
}

function useInboxes(): number[] {
  const client = useClient();
  const [inboxes] = useState(() => {
    const { all } = client.bulk.selection.get();
    const rows = all === null ? selectedRows(client).map(({ inbox }) => inbox) : [all.inbox ?? 0];
    return [...new Set(rows)];
  });
  return inboxes.filter((one) => one > 0);
}

function Snooze({ picking }: SelectedProps) {
  const client = useClient();
  const [isSnoozed] = useState(() => selectedRows(client).some(({ status }) => status === "snoozed"));
  return (
    <SnoozeChoices
      isSnoozed={isSnoozed}
      anchor={picking.anchor}
      onChange={useChange(picking)}
      onDate={() => switchPicker(picking, "date")}
      onClose={(left) => closePicker(picking, left)}
    />
  );
}

function SnoozeUntil({ picking }: SelectedProps) {
  return <SnoozeForm onChange={useChange(picking)} onClose={() => closePicker(picking, false)} />;
}

/** What the bar has no button for. */
function More({ picking }: SelectedProps) {
  const { picker: t, bulk } = useDialogT();
  const client = useClient();
  const run = useRun();
  const change = useChange(picking);
  const [areUnread] = useState(() => selectedRows(client).every(({ unread }) => unread > 0));
  const pick = (id: string): void => {
    if (id === "team" || id === "priority") return switchPicker(picking, id);
    if (id !== "mark") return change({ status: id as ConversationStatus });
    closePicker(picking, false);
    run(markSelected(client));
  };
  const items: PickerItem[] = [
    { id: "open", label: t.open, mark: <Reopen /> },
    { id: "pending", label: t.pending, hint: t.pendingHint, mark: <Hourglass /> },
    { id: "team", label: t.team, mark: <TeamIcon />, keys: keysOf("team") },
    { id: "priority", label: t.priority, mark: <Flag />, keys: keysOf("priority") },
    { id: "mark", label: areUnread ? bulk.read : bulk.unread, mark: <Unread />, keys: keysOf("unread") },
  ];
  return (
    <Picker
      label={bulk.more}
      none={t.nothing}
      groups={[{ label: bulk.more, items }]}
      chosen={[]}
      anchor={picking.anchor}
      onPick={pick}
      onClose={(left) => closePicker(picking, left)}
    />
  );
}

function PriorityOf({ picking }: SelectedProps) {
  const t = useDialogT().picker;
  const { priorities } = useT().details;
  const change = useChange(picking);
  return (
    <Picker
      label={t.priority}
      none={t.nothing}
      groups={[{ label: t.priority, items: priorityItems(priorities) }]}
      chosen={[]}
      anchor={picking.anchor}
      onPick={(id) => change({ priority: id as Priority })}
      onClose={(left) => closePicker(picking, left)}
    />
  );
}
