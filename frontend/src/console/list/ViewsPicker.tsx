/** All views, and the conversations of one inbox or team. */
import type { Id, SavedView, Team } from "../../protocol";
import { savedQuery, VIEWS, viewQuery, type ListQuery } from "../../protocol/lists";
import { getTeams } from "../../protocol/rest/endpoints";
import { Picker, type PickerItem } from "../../ui/components/Picker";
import { useClient, useSelect } from "../context";
import { useDialogT, useT } from "../i18n/language";
import { useRows } from "../pickers/useRows";
import { shownCount } from "./useCount";
import { TEAMS } from "./filterRows";
import type { OpenListPickerProps } from "./ListPicker";

export function ViewsPicker({ query, saved, anchor, onChange, onClose }: OpenListPickerProps) {
  const t = useT();
  const { nothing } = useDialogT().picker;
  const { groups, status, again } = useGroups();
  const views = useSelect((state) => state.saved);
  const pick = (id: string): void => {
    onClose(false);
    onChange(queryOf(id, views));
  };
  return (
    <Picker
      label={t.list.views}
      placeholder={t.list.findView}
      none={status || nothing}
      status={status}
      again={again}
      groups={groups}
      chosen={[saved === null ? idOf(query) : `saved:${saved}`]}
      anchor={anchor}
      onPick={pick}
      onClose={onClose}
    />
  );
}

function useGroups() {
  const t = useT();
  const { me } = useClient();
  const inboxes = useSelect((state) => state.me?.inboxes ?? me.inboxes);
  const { rows: teams, status, again } = useRows<Team>(TEAMS, getTeams);
  const views = useSelect((state) => state.saved);
  const counts = useSelect((state) => state.counts);
  const item = (id: string, label: string): PickerItem => {
    const hint = shownCount({ counts }, id);
    return hint === null ? { id, label } : { id, label, hint };
  };
  const named = (kind: string, rows: readonly { id: number; name: string }[]) =>
    rows.map(({ id, name }) => item(`${kind}:${id}`, name));
  const groups = [
    { label: t.list.views, items: VIEWS.map((id) => item(`view:${id}`, t.views[id])) },
    { label: t.list.savedViews, titled: true, items: named("saved", views) },
    { label: t.list.inboxes, titled: true, items: named("inbox", inboxes) },
    { label: t.list.teams, titled: true, items: named("team", teams) },
  ];
  return { groups: groups.filter(({ items }) => items.length > 0), status, again };
}

function queryOf(id: string, views: readonly SavedView[]): Partial<ListQuery & { saved: Id | null }> {
  const [kind, name = ""] = id.split(":");
  const chosen = kind === "saved" ? views.find((one) => String(one.id) === name) : undefined;
  if (chosen) return { ...savedQuery(chosen.filters), saved: chosen.id };
  const all = viewQuery("all");
  if (kind === "inbox") return { ...all, inbox: Number(name) };
  if (kind === "team") return { ...all, team: Number(name) };
  return viewQuery(VIEWS.find((view) => view === name) ?? "all");
}

/** The entry that is chosen now. */
function idOf({ view, inbox, team }: ListQuery): string {
  if (view === "all" && inbox !== null && team === null) return `inbox:${inbox}`;
  if (view === "all" && typeof team === "number" && inbox === null) return `team:${team}`;
  return `view:${view}`;
}
