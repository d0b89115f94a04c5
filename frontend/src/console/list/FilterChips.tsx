/** The filters that are set, each with its way out. */
import { useQueryClient } from "@tanstack/react-query";
import type { KeyboardEvent, RefObject } from "react";
import type { Colleague, Team } from "../../protocol";
import { MARKS, viewQuery, type ListQuery } from "../../protocol/lists";
import { Close } from "../../ui/components/icons";
import { useRoving } from "../../ui/roving";
import { useClient, useSelect } from "../context";
import type { Sentences } from "../i18n/en";
import { useT } from "../i18n/language";
import { COLLEAGUES, TEAMS } from "./filterRows";
import type { ChangeQuery } from "./ListPane";

interface Chip {
  readonly key: string;
  readonly text: string;
  /** The list without it. */
  readonly without: Partial<ListQuery>;
}

/** What ids are called; a number where that is not known yet. */
interface Names {
  readonly inbox: (id: number) => string;
  readonly team: (id: number) => string;
  readonly agent: (id: number) => string;
}

interface FilterChipsProps {
  query: ListQuery;
  onChange: ChangeQuery;
  /** Has the focus after the last chip. */
  filterButton: RefObject<HTMLButtonElement | null>;
}

export function FilterChips({ query, onChange, filterButton }: FilterChipsProps) {
  const t = useT();
  const names = useNames();
  const roving = useRoving("row");
  const chips = chipsOf(query, names, t);
  if (chips.length === 0) return null;
  return (
    <div className="list-chips" role="toolbar" aria-label={t.list.filterChips} ref={roving}>
      {chips.map(({ key, text, without }) => (
        <button
          key={key}
          type="button"
          className="chip removable"
          onKeyDown={removeByKey}
          aria-label={t.list.removeFilter(text)}
          onClick={({ currentTarget: chip }) => {
            focusNeighbour(chip, filterButton.current);
            onChange(without);
          }}
        >
          <bdi>{text}</bdi>
          <Close />
        </button>
      ))}
    </div>
  );
}

/** As what is written is deleted. */
function removeByKey({ key, currentTarget }: KeyboardEvent<HTMLButtonElement>): void {
  if (key === "Delete" || key === "Backspace") currentTarget.click();
}

/** Before it goes, and the focus with it. */
function focusNeighbour(chip: HTMLElement, otherwise: HTMLElement | null): void {
  const next = chip.nextElementSibling ?? chip.previousElementSibling ?? otherwise;
  if (next instanceof HTMLElement) next.focus();
}

function useNames(): Names {
  const queries = useQueryClient();
  const { me } = useClient();
  const inboxes = useSelect((state) => state.me?.inboxes ?? me.inboxes);
  const named = (rows: readonly { id: number; name: string }[] | undefined, id: number): string =>
    rows?.find((one) => one.id === id)?.name ?? `#${id}`;
  return {
    inbox: (id) => named(inboxes, id),
    team: (id) => named(queries.getQueryData<Team[]>(TEAMS), id),
    agent: (id) => (id === me.id ? me.name : named(queries.getQueryData<Colleague[]>(COLLEAGUES), id)),
  };
}

function chipsOf(query: ListQuery, names: Names, t: Sentences): Chip[] {
  return [...statusChips(query, t), ...whoseChips(query, names, t), ...markChips(query, t)];
}

function statusChips(query: ListQuery, t: Sentences): Chip[] {
  const plain = viewQuery(query.view).status;
  if (query.status.toSorted().join() === plain.toSorted().join()) return [];
  const words = query.status.map((word) => t.details.statuses[word]).join(", ");
  return [{ key: "status", text: words || t.list.anyStatus, without: { status: plain } }];
}

function whoseChips({ inbox, team, assignee, label }: ListQuery, names: Names, t: Sentences): Chip[] {
  const teamName = team === "none" ? t.list.noTeam : team && names.team(team);
  const chips = [
    { key: "inbox", text: inbox && names.inbox(inbox), without: { inbox: null } },
    { key: "team", text: teamName, without: { team: null } },
    { key: "assignee", text: assignee && assigneeName(assignee, names, t), without: { assignee: null } },
    { key: "label", text: label, without: { label: "" } },
  ];
  return chips.flatMap(({ text, ...chip }) => (text ? [{ ...chip, text }] : []));
}

function markChips(query: ListQuery, t: Sentences): Chip[] {
  const priorities = query.priority.map((word) => ({
    key: `priority ${word}`,
    text: t.details.priorities[word] ?? word,
    without: { priority: query.priority.filter((one) => one !== word) },
  }));
  const marks = MARKS.filter((mark) => query[mark]);
  return [
    ...priorities,
    ...marks.map((mark) => ({ key: mark, text: t.marks[mark], without: { [mark]: false } })),
  ];
}

function assigneeName(assignee: number | "me" | "none", names: Names, t: Sentences): string {
  if (assignee === "me") return t.list.you;
  return assignee === "none" ? t.list.nobody : names.agent(assignee);
}
