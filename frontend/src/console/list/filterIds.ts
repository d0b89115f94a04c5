/** The filters of a list as the entries of one picker, and back. Pure. */
import { MARKS, type ListQuery } from "../../protocol/lists";
import { CONVERSATION_STATUSES, PRIORITIES } from "../../protocol/words";

/** The entries that are ticked: `status:open`, `team:3`, `label:VIP`. */
export function chosenFilters(query: ListQuery): string[] {
  const { inbox, team, assignee, label } = query;
  const single = { inbox, team, assignee, label: label || null };
  return [
    ...MARKS.filter((mark) => query[mark]).map((mark) => `mark:${mark}`),
    ...query.status.map((word) => `status:${word}`),
    ...query.priority.map((word) => `priority:${word}`),
    ...Object.entries(single).flatMap(([name, value]) => (value === null ? [] : [`${name}:${value}`])),
  ];
}

/** What the list asks for with these entries ticked; of an inbox, a team, an agent, a label the one ticked last counts. */
export function withFilters(query: ListQuery, ids: readonly string[]): Partial<ListQuery> {
  const before = chosenFilters(query);
  const newFirst = [...ids.filter((id) => !before.includes(id)), ...ids.filter((id) => before.includes(id))];
  const of = (kind: string): string[] =>
    newFirst.filter((id) => id.startsWith(`${kind}:`)).map((id) => id.slice(kind.length + 1));
  const [inbox, team, assignee, label] = ["inbox", "team", "assignee", "label"].map((kind) => of(kind)[0]);
  const [statuses, priorities, marks] = [of("status"), of("priority"), of("mark")];
  return {
    status: CONVERSATION_STATUSES.filter((word) => statuses.includes(word)),
    priority: PRIORITIES.filter((word) => priorities.includes(word)),
    inbox: inbox === undefined ? null : Number(inbox),
    team: team === undefined || team === "none" ? (team ?? null) : Number(team),
    assignee:
      assignee === undefined || assignee === "me" || assignee === "none"
        ? (assignee ?? null)
        : Number(assignee),
    label: label ?? "",
    unread: marks.includes("unread"),
    unanswered: marks.includes("unanswered"),
    undelivered: marks.includes("undelivered"),
    scheduled: marks.includes("scheduled"),
  };
}
