/** Whom the agent is shown beside them: colleagues, each once, and oneself in another window. */
import type { Id } from "../../protocol";
import type { PresenceSignal } from "./seen";

export interface Person {
  readonly id: Id;
  readonly name: string;
  readonly isMe: boolean;
  /** "note" or "reply" while something is being written. */
  readonly writes: "note" | "reply" | null;
}

/** Colleagues first, in the order in which they came. */
export function peopleOf(signals: readonly PresenceSignal[], me: Id): Person[] {
  const people = new Map<Id, Person>();
  for (const { agent, mode, note } of signals) {
    if (mode === "draft") continue;
    const writes = mode === "typing" ? (note ? "note" : "reply") : null;
    const before = people.get(agent.id);
    people.set(agent.id, {
      id: agent.id,
      name: agent.name,
      isMe: agent.id === me,
      writes: writes ?? before?.writes ?? null,
    });
  }
  return [...people.values()].toSorted((a, b) => Number(a.isMe) - Number(b.isMe));
}

/** Colleagues who have begun something here and are not writing now: by their names, each once. */
export function draftersOf(signals: readonly PresenceSignal[], me: Id): string[] {
  const busy = new Set(signals.filter(({ mode }) => mode === "typing").map(({ agent }) => agent.id));
  const names = new Map<Id, string>();
  for (const { agent, mode } of signals)
    if (mode === "draft" && agent.id !== me && !busy.has(agent.id)) names.set(agent.id, agent.name);
  return [...names.values()];
}
