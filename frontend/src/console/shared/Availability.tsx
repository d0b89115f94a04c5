/** How an agent stands: a dot that has a shape besides its colour, and the word. */
import { useState } from "react";
import type { Id } from "../../protocol";
import type { Availability } from "../../protocol/words";
import { availabilityIn } from "../../store/presence/availability";
import { Avatar } from "../../ui/components/Avatar";
import { useClient, useSignal } from "../context";
import { useT } from "../i18n/language";
import "./Availability.css";

/** Null: not known now. */
export function useAvailability(agent: Id | null): Availability | null {
  const all = useSignal(useClient().presence.availability.all);
  return agent === null ? null : availabilityIn(all, agent);
}

type All = ReadonlyMap<Id, Availability> | null;

/** As it was when a list was opened: what somebody is about to click must not move. Once it was not known, as soon as it is. */
export function useAvailabilityAtOpening(isOpen: boolean): All {
  const now: All = useSignal(useClient().presence.availability.all);
  const [kept, keep] = useState({ isOpen, all: now });
  if (kept.isOpen === isOpen && (kept.all !== null || now === null)) return kept.all;
  keep({ isOpen, all: now });
  return now;
}

/** "Mia (away)"; the name alone while it is not known. */
export function useNameWithAvailability(agent: Id | null, name: string): string {
  const t = useT().together;
  const word = useAvailability(agent);
  return word === null ? name : t.stands(name, t.availability[word]);
}

/** Whoever reads it is told by the words beside it. */
export function AvailabilityDot({ word }: { word: Availability | null }) {
  return word === null ? null : <i className={`availability ${word}`} aria-hidden="true" />;
}

export function AgentAvatar({ id, name }: { id: Id; name: string }) {
  return (
    <span className="agent-avatar">
      <Avatar id={id} name={name} tiny />
      <AvailabilityDot word={useAvailability(id)} />
    </span>
  );
}
