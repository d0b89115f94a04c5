/** Labels for all that is selected: those to add, and those to take off. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Conversation, Label } from "../../protocol";
import { getLabels, postLabel } from "../../protocol/rest/endpoints";
import type { BulkChange } from "../../protocol/rest/bulk";
import { NEW, Picker, type PickerItem } from "../../ui/components/Picker";
import { hue } from "../../ui/text/format";
import { useClient, useRun } from "../context";
import { useDialogT } from "../i18n/language";
import { labelColor } from "../pickers/labels";
import { closePicker } from "../pickers/picking";
import { useRows } from "../pickers/useRows";
import type { SelectedProps } from "./SelectedPicker";
import { changeSelected, selectedRows } from "./verbs";

const ADD = "add ";
const REMOVE = "remove ";
const KEY = ["labels"];

/** What is ticked in both groups is done at once when it closes. */
export function SelectedLabels({ picking }: SelectedProps) {
  const t = useDialogT();
  const client = useClient();
  const run = useRun();
  const known = useRows<Label>(KEY, getLabels);
  const all = byName(known.rows);
  const { chosen, change } = useChosen(known.rows.length);
  const [rows] = useState(() => selectedRows(client));
  const isWhole = client.bulk.selection.get().all !== null;
  const mayCreate = client.me.role !== "agent";
  const worn = isWhole ? all : labelsOf(rows);
  const close = (left: boolean): void => {
    const wanted = wantedOf(chosen);
    if (closePicker(picking, left) && wanted !== null) run(changeSelected(client, { change: wanted }));
  };
  const groups = [
    { label: t.bulk.addLabels, titled: true, items: all.map((one) => item(ADD, one)) },
    {
      label: t.bulk.removeLabels,
      titled: true,
      items: worn.map((one) =>
        item(REMOVE, one, isWhole ? undefined : t.bulk.worn(countOf(rows, one), rows.length)),
      ),
    },
  ];
  return (
    <Picker
      label={t.picker.labels}
      placeholder={mayCreate ? t.picker.findOrCreateLabel : t.picker.findLabel}
      none={known.status || (mayCreate ? t.picker.noLabels : t.picker.noLabel)}
      status={known.status}
      groups={groups.filter(({ items }) => items.length > 0)}
      chosen={chosen}
      anchor={picking.anchor}
      create={mayCreate ? t.picker.createLabel : undefined}
      onChange={change}
      onClose={close}
    />
  );
}

/** What is ticked, by verb and label. */
function useChosen(count: number) {
  const queries = useQueryClient();
  const run = useRun();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const create = async (name: string): Promise<void> => {
    const label = await postLabel(name, labelColor(hue(count)));
    queries.setQueryData<Label[]>(KEY, (labels = []) => [...labels, label]);
    setChosen((ids) => [...ids, `${ADD}${label.id}`]);
  };
  const change = (ids: readonly string[], typed: string): void => {
    if (ids.includes(NEW)) run(create(typed));
    else setChosen(withoutOpposites(chosen, ids));
  };
  return { chosen, change };
}

function item(verb: string, { id, name, color }: Label, hint?: string): PickerItem {
  return { id: `${verb}${id}`, label: name, hint, mark: <i className="dot" style={{ background: color }} /> };
}

function labelsOf(rows: readonly Conversation[]): Label[] {
  const all = new Map(rows.flatMap(({ labels }) => labels).map((label) => [label.id, label]));
  return byName([...all.values()]);
}

function byName(labels: readonly Label[]): Label[] {
  return labels.toSorted((a, b) => a.name.localeCompare(b.name));
}

function countOf(rows: readonly Conversation[], label: Label): number {
  return rows.filter(({ labels }) => labels.some(({ id }) => id === label.id)).length;
}

/** Whoever adds a label does not remove it as well. */
function withoutOpposites(before: readonly string[], now: readonly string[]): string[] {
  const added = now.filter((id) => !before.includes(id));
  const opposite = new Set(
    added.map((id) => (id.startsWith(ADD) ? id.replace(ADD, REMOVE) : id.replace(REMOVE, ADD))),
  );
  return now.filter((id) => !opposite.has(id));
}

function wantedOf(chosen: readonly string[]): BulkChange | null {
  const of = (verb: string): number[] =>
    chosen.filter((id) => id.startsWith(verb)).map((id) => Number(id.slice(verb.length)));
  const [added, removed] = [of(ADD), of(REMOVE)];
  if (added.length + removed.length === 0) return null;
  return {
    ...(added.length > 0 && { add_labels: added }),
    ...(removed.length > 0 && { remove_labels: removed }),
  };
}
