/**
 * Which templates an agent has as favourites and has sent last. Remembered in this browser, as are theme, density and
 * what the palette was used for: the server keeps no settings of agents.
 */
import type { Id, Template } from "../../protocol";
import { remember, remembered } from "../../ui/theme";

/** Of all inboxes together. */
const MOST = 50;
/** Of one inbox: the rest is where it was. */
const RECENT = 5;

export class TemplateChoices {
  constructor(private readonly agent: Id) {}

  get favourites(): readonly Id[] {
    return this.ids("favourite");
  }

  /** The last one first. */
  get recent(): readonly Id[] {
    return this.ids("recent");
  }

  toggle(template: Id): void {
    const { favourites } = this;
    const isOne = favourites.includes(template);
    this.keep("favourite", isOne ? favourites.filter((id) => id !== template) : [...favourites, template]);
  }

  used(template: Id): void {
    this.keep("recent", [template, ...this.recent.filter((id) => id !== template)].slice(0, MOST));
  }

  private ids(what: string): readonly Id[] {
    const kept = remembered(this.key(what)) ?? "";
    return kept.split(" ").filter(Boolean).map(Number);
  }

  private keep(what: string, ids: readonly Id[]): void {
    remember(this.key(what), ids.join(" "));
  }

  private key(what: string): string {
    return `console.templates.${what}.${this.agent}`;
  }
}

export interface Ordered {
  readonly template: Template;
  readonly isRecent: boolean;
}

/** Favourites, then those sent last, then all others; each part as it was. What cannot be sent is none of the first two. */
export function ordered(
  templates: readonly Template[],
  favourites: readonly Id[],
  recent: readonly Id[],
): Ordered[] {
  const sendable = new Set(templates.flatMap(({ id, unsendable }) => (unsendable === "" ? [id] : [])));
  const first = new Set(favourites.filter((id) => sendable.has(id)));
  const last = recent.filter((id) => sendable.has(id) && !first.has(id)).slice(0, RECENT);
  const rank = (id: Id): number => (first.has(id) ? -1 : last.includes(id) ? last.indexOf(id) : last.length);
  return templates
    .map((template) => ({ template, isRecent: last.includes(template.id) }))
    .toSorted((a, b) => rank(a.template.id) - rank(b.template.id));
}
