/** Reads what is typed into the search: words, and filters like `from:me` and `before:2026-11-21`. Pure. */
import type { Id } from "../../protocol";

export const SEARCH_FILTERS = ["from", "label", "inbox", "after", "before", "has"] as const;
export type SearchFilter = (typeof SEARCH_FILTERS)[number];

export interface SearchChip {
  readonly name: SearchFilter;
  readonly value: string;
  /** As it stands in the text. */
  readonly text: string;
  /** There is no such one: nothing is asked with it. */
  readonly isUnknown: boolean;
}

export interface TypedSearch {
  readonly words: string;
  readonly chips: readonly SearchChip[];
  /** Of the request; without the words. */
  readonly filters: Readonly<Record<string, string>>;
  /** It names somebody, and the names are not known yet: nothing may be asked without them. */
  readonly isWaiting: boolean;
}

interface Named {
  readonly id: Id;
  readonly name: string;
}

/** What is called by its name here and by its id there. */
export interface SearchNames {
  readonly inboxes: readonly Named[];
  /** Null: not known yet. */
  readonly agents: readonly (Named & { readonly username: string })[] | null;
}

const WRITTEN = new RegExp(`(?<=^|\\s)(${SEARCH_FILTERS.join("|")}):("[^"]*"?|\\S*)`, "giu");
const SIDES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  me: { author: "me" },
  customer: { direction: "inbound" },
  us: { direction: "outbound" },
  notes: { direction: "note" },
};

export function readSearch(text: string, names: SearchNames): TypedSearch {
  const chips: SearchChip[] = [];
  const filters: Record<string, string> = {};
  let isWaiting = false;
  for (const [written, name = "", given = ""] of text.matchAll(WRITTEN)) {
    const value = given.replaceAll('"', "").trim();
    // Still being typed.
    if (value === "") continue;
    const filter = SEARCH_FILTERS.find((one) => one === name.toLowerCase()) ?? "has";
    const params = READERS[filter](value, names);
    const isLate = params === null && filter === "from" && names.agents === null;
    isWaiting ||= isLate;
    chips.push({ name: filter, value, text: written, isUnknown: params === null && !isLate });
    Object.assign(filters, params);
  }
  const words = text.replaceAll(WRITTEN, " ").replaceAll(/\s+/gu, " ").trim();
  return { words, chips, filters, isWaiting };
}

/** As they are typed: the beginning of each, and of the one that has a single value all of it. */
export const BEGINNINGS: Readonly<Record<SearchFilter, string>> = {
  from: "from:",
  label: "label:",
  inbox: "inbox:",
  after: "after:",
  before: "before:",
  has: "has:file",
};

/** The text without a filter that stands in it. */
export function withoutChip(text: string, chip: SearchChip): string {
  return text.replace(chip.text, " ").replaceAll(/\s+/gu, " ").trim();
}

/** The text with the beginning of a filter, or a whole one, at its end. */
export function withFilter(text: string, filter: string): string {
  return `${text.trim()} ${filter}`.trimStart();
}

type Reader = (value: string, names: SearchNames) => Readonly<Record<string, string>> | null;

const READERS: Readonly<Record<SearchFilter, Reader>> = {
  from: (value, { agents }) => {
    const side = SIDES[value.toLowerCase()];
    if (side) return side;
    if (agents === null) return null;
    const agent = called(agents, value) ?? agents.find(({ username }) => same(username, value));
    return agent ? { author: String(agent.id) } : null;
  },
  label: (label) => ({ label }),
  inbox: (value, { inboxes }) => {
    const inbox = called(inboxes, value);
    return inbox ? { inbox: String(inbox.id) } : null;
  },
  after: (value) => moment("after", value),
  before: (value) => moment("before", value),
  has: (value) => (same(value, "file") ? { has: "file" } : null),
};

/** The one of this name, else the only one that begins so. */
function called<T extends Named>(all: readonly T[], value: string): T | undefined {
  const exact = all.find(({ name }) => same(name, value));
  const begun = all.filter(({ name }) => same(name.slice(0, value.length), value));
  return exact ?? (begun.length === 1 ? begun[0] : undefined);
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** A day begins where the agent is. */
function moment(name: "after" | "before", value: string): Record<string, string> | null {
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/u.exec(value) ?? [];
  if (year === undefined) return null;
  const at = new Date(Number(year), Number(month) - 1, Number(day));
  const isThere = at.getMonth() === Number(month) - 1 && at.getDate() === Number(day);
  return isThere ? { [name]: at.toISOString() } : null;
}
