/** The keys that select, and the verbs' keys while something is selected. */
import type { RefObject } from "react";
import type { Id } from "../../protocol";
import type { ConsoleClient } from "../../store/client";
import { isSelecting, nothingSelected, rangeTo, toggled, withRows } from "../../store/bulk/selection";
import { useClient, useRun } from "../context";
import type { ListHandle } from "../list/ConversationList";

/** The first where something is selected, else the second. */
export type OnSelected = (several: () => void, one: () => void) => () => void;

export function useSeveral(list: RefObject<ListHandle | null>) {
  const client = useClient();
  const { bulk } = client;
  const onSelected: OnSelected = (several, one) => () =>
    isSelecting(bulk.selection.get()) ? several() : one();
  /** False where nothing was. */
  const clear = (): boolean => {
    const wasSelecting = isSelecting(bulk.selection.get());
    bulk.select(nothingSelected);
    return wasSelecting;
  };
  return { several: useVerbs(client), selecting: selectingIn(client, list), onSelected, clear };
}

function selectingIn({ bulk }: ConsoleClient, list: RefObject<ListHandle | null>) {
  const row = (): Id | null => list.current?.focused() ?? list.current?.active() ?? null;
  const order = (): readonly Id[] => list.current?.ids() ?? [];
  const extend = (by: 1 | -1) => (): void => {
    const from = row();
    const to = list.current?.extend(by) ?? null;
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
