/** What an agent has just done to conversations, and how it is taken back. */
import type { Contact, Conversation, Id } from "../protocol";
import type { BulkChange } from "../protocol/rest/bulk";
import type { ConversationChange } from "../protocol/rest/endpoints";
import { Signal } from "./signal";

/** One thing that was done, and can be undone for a while. */
export interface Done {
  readonly conversation: Id;
  readonly contact: Contact;
  /** As it was before, and is now. */
  readonly before: Conversation;
  readonly after: Conversation;
  readonly change: ConversationChange;
  /** Takes it back; refused by the server where somebody has changed the same by then. */
  readonly back: ConversationChange;
}

/** The same change of several. */
export interface BulkDone {
  readonly change: BulkChange;
  /** Of an assignment: to whom. */
  readonly to: string;
  /** How many it changed, and could not. */
  readonly count: number;
  readonly refused: number;
  /** Answers how many are as they were again; null: none has changed in a way that can be taken back. */
  readonly takeBack: (() => Promise<number>) | null;
}

export type AnyDone = Done | BulkDone;

export function isBulk(done: AnyDone): done is BulkDone {
  return "takeBack" in done;
}

/** Undoing is offered for so long. */
export const UNDO_MS = 8000;

/** Null where nothing has changed. */
export function doneBy(before: Conversation, after: Conversation, change: ConversationChange): Done | null {
  const back = takenBack(before, after, change);
  if (back === null) return null;
  return { conversation: after.id, contact: after.contact, before, after, change, back };
}

function takenBack(
  before: Conversation,
  after: Conversation,
  change: ConversationChange,
): ConversationChange | null {
  const parts = (Object.keys(PARTS) as (keyof typeof PARTS)[]).filter(
    (name) => name in change && !isSame(PARTS[name](before), PARTS[name](after)),
  );
  if (parts.length === 0) return null;
  const of = (one: Conversation): ConversationChange =>
    Object.assign({}, ...parts.map((name) => PARTS[name](one))) as ConversationChange;
  const was = of(after);
  const assignee = was.assignee === undefined ? {} : { assignee_was: was.assignee };
  return { ...of(before), ...assignee, was };
}

/** What each field of a change says of a conversation. */
const PARTS = {
  status: ({ status, snoozed_until }: Conversation) => ({ status, snoozed_until }),
  assignee: ({ assignee }: Conversation) => ({ assignee: assignee?.id ?? null }),
  team: ({ team }: Conversation) => ({ team: team?.id ?? null }),
  priority: ({ priority }: Conversation) => ({ priority }),
  labels: ({ labels }: Conversation) => ({ labels: labels.map(({ id }) => id) }),
};

function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

interface Entry {
  readonly outcome: PromiseWithResolvers<AnyDone | null>;
  isSettled: boolean;
}

/** What is said of it; `isBack`: it was undone. */
interface Said {
  readonly done: AnyDone;
  readonly isBack: boolean;
}

/** The newest last. What is still on its way counts: undoing waits for it. */
export class UndoLog {
  readonly said = new Signal<Said | null>(null);
  private entries: readonly Entry[] = [];
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();

  /** Something is about to be done; call what is returned with what was done, or null. */
  begin(): (done: AnyDone | null) => void {
    const entry: Entry = { outcome: Promise.withResolvers(), isSettled: false };
    this.entries = [...this.entries, entry];
    return (done) => this.settle(entry, done);
  }

  /** The newest, which is no longer there then; null: nothing. */
  async take(): Promise<AnyDone | null> {
    const entry = this.entries.at(-1);
    if (!entry) return null;
    this.drop(entry);
    this.said.set(null);
    return entry.outcome.promise;
  }

  takenBack(done: AnyDone): void {
    this.say({ done, isBack: true });
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private settle(entry: Entry, done: AnyDone | null): void {
    if (entry.isSettled) return;
    entry.isSettled = true;
    entry.outcome.resolve(done);
    const at = this.entries.indexOf(entry);
    if (done === null) this.drop(entry);
    else if (at >= 0) {
      // Where the answer to something newer was faster, that stays said: it is what is undone next.
      if (!this.entries.slice(at + 1).some(({ isSettled }) => isSettled)) this.say({ done, isBack: false });
      // What cannot be taken back is said, and something before it is undone.
      if (isBulk(done) && done.takeBack === null) this.drop(entry);
      else this.later(() => this.drop(entry));
    }
  }

  private say(said: Said): void {
    this.said.set(said);
    this.later(() => {
      if (this.said.get() === said) this.said.set(null);
    });
  }

  private later(run: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, UNDO_MS);
    this.timers.add(timer);
  }

  private drop(entry: Entry): void {
    this.entries = this.entries.filter((one) => one !== entry);
  }
}
