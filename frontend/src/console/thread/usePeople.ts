/** Who else is in a conversation now. */
import { useMemo } from "react";
import type { Id } from "../../protocol";
import { draftersOf, peopleOf, type Person } from "../../store/presence/people";
import { useClient, useSignal } from "../context";

const NOBODY: readonly Person[] = [];

export function usePeople(conversation: Id): readonly Person[] {
  const { me, presence } = useClient();
  const signals = useSignal(presence.seen.all).get(conversation);
  return useMemo(() => (signals === undefined ? NOBODY : peopleOf(signals, me.id)), [signals, me.id]);
}

const NO_NAMES: readonly string[] = [];

/** Which colleagues have begun something that they have not sent. */
export function useDrafters(conversation: Id): readonly string[] {
  const { me, presence } = useClient();
  const signals = useSignal(presence.seen.all).get(conversation);
  return useMemo(() => (signals === undefined ? NO_NAMES : draftersOf(signals, me.id)), [signals, me.id]);
}
