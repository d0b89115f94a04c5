/** What events and answers make of the counts, and of the views that are counted. Pure. */
import { changeOf, countsAnswered, countsAsked, withChanges, type Changed } from "./counts";
import type { Action, NumberedEvent, State } from "./state";

export function reduceCounts(state: State, action: Action): State {
  switch (action.type) {
    case "countsAsked":
      return { ...state, counts: countsAsked(state.counts), savedStale: false };
    case "counts":
      return { ...state, counts: countsAnswered(state.counts, action.answer, state) };
    case "savedViews":
      return { ...state, saved: action.saved };
    default:
      return state;
  }
}

function changesOf({ inbox, seq, event, was }: NumberedEvent): Changed[] {
  const isChange = event.k === "conversation.created" || event.k === "conversation.updated";
  return isChange
    ? [changeOf(inbox, seq, event.d, event.k === "conversation.created" ? null : (was ?? {}))]
    : [];
}

/** What of the counts, and of the views that they are of, has to be asked for again. */
export function withEvents(
  state: State,
  events: readonly NumberedEvent[],
): Pick<State, "counts" | "savedStale"> {
  const { saved, savedStale } = state;
  const counts = withChanges(state.counts, events.flatMap(changesOf), state);
  const kinds = new Set(events.map(({ event }) => event.k));
  const isHidden =
    kinds.has("message.updated") && saved.some(({ filters }) => filters["undelivered"] === true);
  const isOther = isHidden || kinds.has("inbox.updated");
  return {
    counts: isOther && !counts.stale ? { ...counts, stale: true } : counts,
    savedStale: savedStale || kinds.has("saved_view.updated"),
  };
}
