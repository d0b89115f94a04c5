/** The keys that select, and the verbs' keys while something is selected. */
import type { RefObject } from "react";
import type { Id } from "../../protocol";
import type { ConsoleClient } from "../../store/client";
import { isSelecting, rangeTo, toggled, withRows } from "../../store/bulk/selection";
import { useClient, useRun } from "../context";
import type { ListHandle } from "../list/ConversationList";
import { useIsStacked } from "../shell/useMedia";

/** The first where something is selected, else the second. */
export type OnSelected = (several: () => void, one: () => void) => () => void;

export function useSeveral(list: RefObject<ListHandle | null>, open: Id | null) {
  const client = useClient();
  const { bulk } = client;
  const isCovered = useIsStacked() && open !== null;
  /** Null on another page, and under the thread of a narrow window: what nobody sees is not meant. */
  const shown: ShownList = () => (isCovered ? null : list.current);
  const isMeant = (): boolean => shown() !== null && isSelecting(bulk.selection.get());
  const onSelected: OnSelected = (several, one) => () => (isMeant() ? several() : one());
  /** False where nothing was. */
  const clear = (): boolean => {
    const wasMeant = isMeant();
    if (wasMeant) bulk.clear();
    return wasMeant;
  };
  return { several: useVerbs(client), selecting: selectingIn(client, shown), onSelected, clear };
}

type ShownList = () => ListHandle | null;

function selectingIn({ bulk }: ConsoleClient, shown: ShownList) {
  const row = (): Id | null => shown()?.focused() ?? shown()?.active() ?? null;
  const order = (): readonly Id[] => shown()?.ids() ?? [];
  const extend = (by: 1 | -1) => (): void => {
    const from = row();
    const to = shown()?.extend(by) ?? null;
    if (from === null || to === null) return;
    const selection = bulk.selection.get();
    const begun = selection.ids.has(from) ? selection : toggled(selection, from);
    bulk.select(rangeTo(begun.anchor === null ? { ...begun, anchor: from } : begun, order(), to));
  };
  return {
    select: (): void => {
      const id = row();
      if (id !== null) bulk.select(toggled(bulk.selection.get(), id));
    },
    selectRange: (): void => {
      const id = row();
      if (id !== null) bulk.select(rangeTo(bulk.selection.get(), order(), id));
    },
    selectNext: extend(1),
    selectPrevious: extend(-1),
    selectAll: (): void => {
      if (order().length > 0) bulk.select(withRows(bulk.selection.get(), order()));
    },
  };
}

/** Their part is loaded with the bar. */
function useVerbs(client: ConsoleClient) {
  const run = useRun();
  const load = () => import("./verbs");
  return {
    assign: () => run(load().then(({ assignSelectedToMe }) => assignSelectedToMe(client))),
    resolve: () => run(load().then(({ resolveSelected }) => resolveSelected(client))),
    mark: () => run(load().then(({ markSelected }) => markSelected(client))),
  };
}
