/** Who is there: what the server says of colleagues, and what it is told of this agent. */
import type { AvailabilityFrame, ClientFrame, Id, Me } from "../../protocol";
import { patchMe } from "../../protocol/rest/endpoints";
import type { Availability, AvailabilityChoice } from "../../protocol/words";
import { Signal } from "../signal";
import { IdleWatch } from "./idle";

export class Availabilities {
  /** By agent; who is not in it is offline. Null: nobody knows while there is no connection. */
  readonly all = new Signal<ReadonlyMap<Id, Availability> | null>(null);
  /** How the agent wants to be shown. */
  readonly choice: Signal<AvailabilityChoice>;
  private readonly idle = new IdleWatch();
  private isLinked = false;

  constructor(
    me: Me,
    private readonly send: (frame: ClientFrame) => void,
  ) {
    this.choice = new Signal(me.availability_choice);
    this.idle.isIdle.subscribe(() => this.tell());
  }

  close(): void {
    this.idle.close();
    this.all.set(null);
  }

  linked(isOpen: boolean): void {
    if (isOpen === this.isLinked) return;
    this.isLinked = isOpen;
    this.all.set(null);
    this.tell();
  }

  /** Only what has changed is in it. */
  received({ agents, choice }: AvailabilityFrame): void {
    const all = new Map(this.all.get());
    for (const [id, word] of Object.entries(agents)) {
      if (word === "offline") all.delete(Number(id));
      else all.set(Number(id), word);
    }
    this.all.set(all);
    if (choice !== null) this.choice.set(choice);
  }

  /** Shown at once; as it was where the server refuses it. */
  async choose(choice: AvailabilityChoice): Promise<void> {
    const before = this.choice.get();
    this.choice.set(choice);
    try {
      await patchMe({ availability_choice: choice });
    } catch (error) {
      if (this.choice.get() === choice) this.choice.set(before);
      throw error;
    }
  }

  private tell(): void {
    if (this.isLinked) this.send({ op: "idle", idle: this.idle.isIdle.get() });
  }
}

/** Null: not known. */
export function availabilityIn(all: ReadonlyMap<Id, Availability> | null, agent: Id): Availability | null {
  return all === null ? null : (all.get(agent) ?? "offline");
}

const ORDER: readonly (Availability | null)[] = ["online", "away", "offline", null];

/** Who is there first. */
export function byAvailability(all: ReadonlyMap<Id, Availability> | null) {
  const place = ({ id }: { id: Id }): number => ORDER.indexOf(availabilityIn(all, id));
  return (a: { id: Id }, b: { id: Id }): number => place(a) - place(b);
}
