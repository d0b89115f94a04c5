/** What the palette shows for what is typed: the best first, and what was chosen last. Pure. */
import { fuzzyScore } from "../../ui/text/fuzzy";
import type { PickerGroup, PickerItem } from "../../ui/components/Picker";

export interface PaletteGroup {
  readonly label: string;
  readonly items: readonly PickerItem[];
  /** Whatever is typed: below all others. */
  readonly isLast?: boolean;
}

const RECENT = 5;
const MOST = 8;
/** More than the beginning of a word. */
const RECENCY = 6;

export interface Asked {
  readonly typed: string;
  /** Ids, the last one first. */
  readonly recent: readonly string[];
  /** What stands over them. */
  readonly recentLabel: string;
}

export function paletteGroups(groups: readonly PaletteGroup[], asked: Asked): PickerGroup[] {
  return asked.typed.trim() === "" ? all(groups, asked) : found(groups, asked);
}

/** What was chosen last, then everything in its order. */
function all(groups: readonly PaletteGroup[], { recent, recentLabel }: Asked): PickerGroup[] {
  const items = new Map(groups.flatMap((group) => group.items.map((item) => [item.id, item])));
  const last = recent.flatMap((id) => items.get(id) ?? []).slice(0, RECENT);
  const given = new Set(last.map(({ id }) => id));
  const rest = groups.map(({ label, items: rows }) => ({
    label,
    items: rows.filter(({ id }) => !given.has(id)),
  }));
  return titled([{ label: recentLabel, items: last }, ...rest]);
}

function found(groups: readonly PaletteGroup[], { typed, recent }: Asked): PickerGroup[] {
  const scored = groups.map(({ label, items, isLast = false }) => {
    const fits = items
      .map((item) => ({ item, score: scoreOf(item, typed, recent) }))
      .filter(({ score }) => score > 0)
      .toSorted((a, b) => b.score - a.score)
      .slice(0, MOST);
    return { label, items: fits.map(({ item }) => item), best: isLast ? 0 : (fits[0]?.score ?? 0) };
  });
  return titled(scored.toSorted((a, b) => b.best - a.best));
}

function scoreOf({ id, label, words = "" }: PickerItem, typed: string, recent: readonly string[]): number {
  // By its label rather than by what else is known of it.
  const score = fuzzyScore(typed, label) ?? (fuzzyScore(typed, `${label} ${words}`) ?? 0) / 2;
  if (score <= 0) return 0;
  const place = recent.indexOf(id);
  return score + (place < 0 ? 0 : RECENCY / (place + 1));
}

function titled(groups: readonly PaletteGroup[]): PickerGroup[] {
  return groups
    .filter(({ items }) => items.length > 0)
    .map(({ label, items }) => ({ label, items, titled: true }));
}
