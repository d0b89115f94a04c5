/** Which templates stand first: the agent's favourites, and what the team sends most from this inbox. */
import type { QueryClient } from "@tanstack/react-query";
import type { Id, Template } from "../../protocol";
import { putFavourite } from "../../protocol/rest/templates";
import { changeKept } from "../queries";

/** Of one inbox: the rest is where it was. */
const OFTEN = 5;

/** What decides the order, by template. */
export type Choices = ReadonlyMap<Id, Pick<Template, "favourite" | "uses">>;

export function choicesOf(templates: readonly Template[]): Choices {
  return new Map(templates.map(({ id, favourite, uses }) => [id, { favourite, uses }]));
}

export interface Ordered {
  readonly template: Template;
  /** Among those that are sent most. */
  readonly isUsed: boolean;
}

/** Favourites, then those sent most, then all others; each part as it was. What cannot be sent is none of the first two. */
export function ordered(templates: readonly Template[], choices: Choices): Ordered[] {
  const sendable = templates.flatMap(({ id, unsendable }) => (unsendable === "" ? [id] : []));
  const first = new Set(sendable.filter((id) => choices.get(id)?.favourite === true));
  const uses = (id: Id): number => choices.get(id)?.uses ?? 0;
  const most = sendable
    .filter((id) => uses(id) > 0 && !first.has(id))
    .toSorted((a, b) => uses(b) - uses(a))
    .slice(0, OFTEN);
  const rank = (id: Id): number => (first.has(id) ? -1 : most.includes(id) ? most.indexOf(id) : OFTEN);
  return templates
    .map((template) => ({ template, isUsed: most.includes(template.id) }))
    .toSorted((a, b) => rank(a.template.id) - rank(b.template.id));
}

interface Wish {
  /** Until what was asked before is answered. */
  turn: Promise<void>;
}

/** The newest of each template. */
const wishes = new WeakMap<QueryClient, Map<Id, Wish>>();

/** Shown at once; taken back where the server does not take it. One request at a time: of two at once the older could win. */
export async function setFavourite(
  queries: QueryClient,
  template: Template,
  favourite: boolean,
): Promise<void> {
  const all = wishes.get(queries) ?? new Map<Id, Wish>();
  wishes.set(queries, all);
  const before = all.get(template.id)?.turn ?? Promise.resolve();
  const isNewest = (): boolean => all.get(template.id) === wish;
  const ask = async (): Promise<void> => {
    await before.catch(() => undefined);
    if (isNewest()) await putFavourite(template.id, favourite);
  };
  const wish: Wish = { turn: before };
  all.set(template.id, wish);
  change(queries, template, () => ({ favourite }));
  wish.turn = ask();
  try {
    await wish.turn;
    // An answer that was on its way may have come between.
    if (isNewest()) change(queries, template, () => ({ favourite }));
  } catch (error) {
    if (isNewest()) change(queries, template, () => ({ favourite: !favourite }));
    throw error;
  }
}

/** It was sent: so it counts where it is chosen the next time. */
export function templateUsed(queries: QueryClient, template: Template): void {
  change(queries, template, ({ uses }) => ({ uses: (uses ?? 0) + 1 }));
}

function change(
  queries: QueryClient,
  { id, inbox }: Template,
  how: (template: Template) => Partial<Template>,
): void {
  changeKept<Template[]>(queries, ["templates", inbox], (known) =>
    known.map((one) => (one.id === id ? { ...one, ...how(one) } : one)),
  );
}
