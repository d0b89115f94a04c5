/** Which row the keys stand on: the one that was chosen, else the open one; where it goes, its neighbour. */
import { useState } from "react";
import type { Id } from "../../protocol";
import { neighbour } from "./neighbour";

interface Place {
  readonly id: Id | null;
  /** The agent was put there and has not opened it yet: "the next one" is this one. */
  readonly isFresh: boolean;
}

export interface Cursor {
  readonly active: Id | null;
  /** Its place; -1 while there is none. */
  readonly index: number;
  readonly isFresh: boolean;
  /** Nobody has chosen or opened one yet. */
  readonly isUnset: boolean;
  readonly put: (place: Place) => void;
}

/** `list` says which list it is: in another one nothing is a neighbour. */
export function useCursor(ids: readonly Id[], list: string, open: Id | null): Cursor {
  const [place, put] = useState<Place>({ id: open, isFresh: false });
  const [before, setBefore] = useState<Shown>({ ids, list, open });
  const now = { ids, list, open };
  if (!isSame(before, now)) {
    setBefore(now);
    put(placeIn(now, before, place));
  }
  const active = [place.id, open].find((id) => id !== null && ids.includes(id)) ?? ids[0] ?? null;
  const index = active === null ? -1 : ids.indexOf(active);
  return { active, index, isFresh: place.isFresh, isUnset: place.id === null && open === null, put };
}

interface Shown {
  readonly ids: readonly Id[];
  readonly list: string;
  readonly open: Id | null;
}

function isSame(a: Shown, b: Shown): boolean {
  return a.ids === b.ids && a.list === b.list && a.open === b.open;
}

/** To what was opened; from a row that went to its neighbour. */
function placeIn({ ids, list, open }: Shown, before: Shown, place: Place): Place {
  if (open !== null && before.open !== open) return { id: open, isFresh: false };
  const { id } = place;
  const hasGone = id !== null && before.list === list && before.ids.includes(id) && !ids.includes(id);
  if (!hasGone) return place;
  const still = new Set(ids);
  return { id: neighbour(before.ids, id, (one) => still.has(one)), isFresh: true };
}
