/** Its labels: ticked one by one, changed at once when the picker closes: one request, one line of the history. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Conversation, Id, Label } from "../../protocol";
import { getLabels, postLabel } from "../../protocol/rest/endpoints";
import { NEW, Picker, type PickerItem } from "../../ui/components/Picker";
import { hue } from "../../ui/text/format";
import { useClient, useRun } from "../context";
import { useDialogT } from "../i18n/language";
import { labelColor, withChanges } from "./labels";
import type { OpenPickerProps } from "./OpenPicker";
import { closePicker } from "./picking";
import { useRows } from "./useRows";

const KEY = ["labels"];

export function LabelsPicker({ conversation, picking }: OpenPickerProps) {
  const t = useDialogT().picker;
  const { role } = useClient().me;
  const known = useRows<Label>(KEY, getLabels);
  const labels = merged(known.rows, conversation.labels);
  const { chosen, change, apply } = useChosen(conversation, labels.length);
  const mayCreate = role !== "agent";
  const close = (left: boolean): void => {
    if (closePicker(picking, left)) apply();
  };
  return (
    <Picker
      label={t.labels}
      placeholder={mayCreate ? t.findOrCreateLabel : t.findLabel}
      none={known.status || (mayCreate ? t.noLabels : t.noLabel)}
      status={known.status}
      again={known.again}
      groups={labels.length > 0 ? [{ label: t.labels, items: labels.map(item) }] : []}
      chosen={chosen.map(String)}
      anchor={picking.anchor}
      create={mayCreate ? t.createLabel : undefined}
      onChange={change}
      onClose={close}
    />
  );
}

/** What is ticked, and what becomes of it. */
function useChosen(conversation: Conversation, count: number) {
  const client = useClient();
  const queries = useQueryClient();
  const run = useRun();
  const now = conversation.labels.map(({ id }) => id);
  const [before] = useState(now);
  const [chosen, setChosen] = useState<readonly Id[]>(before);
  const create = async (name: string): Promise<void> => {
    const label = await postLabel(name, labelColor(hue(count)));
    queries.setQueryData<Label[]>(KEY, (rows = []) => merged(rows, [label]));
    setChosen((ids) => [...ids, label.id]);
  };
  const change = (ids: readonly string[], typed: string): void => {
    if (ids.includes(NEW)) run(create(typed));
    else setChosen(ids.map(Number));
  };
  const apply = (): void => {
    const labels = withChanges(now, before, chosen);
    if (labels === null) return;
    const done = client.change(conversation.id, { labels });
    // One may be gone by now: the list is asked for again, whatever the answer.
    run(done.finally(() => queries.invalidateQueries({ queryKey: KEY })));
  };
  return { chosen, change, apply };
}

function item({ id, name, color }: Label): PickerItem {
  return { id: String(id), label: name, mark: <i className="dot" style={{ background: color }} /> };
}

/** All of both, by name. */
function merged(rows: readonly Label[], others: readonly Label[]): Label[] {
  const all = new Map([...others, ...rows].map((label) => [label.id, label]));
  return [...all.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}
