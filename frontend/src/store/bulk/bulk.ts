/** What an agent does with several conversations at once: which they are, what is asked first, and what was refused. */
import type { Id } from "../../protocol";
import type { BulkChange, BulkOutcome } from "../../protocol/rest/bulk";
import { Signal } from "../signal";
import type { Store } from "../state/store";
import type { UndoLog } from "../undo";
import { nothingSelected, type Selection } from "./selection";

/** Asked before it is done. */
export interface BulkQuestion {
  readonly order: BulkOrder;
  /** How many it would change; null where only the server knows. */
  readonly count: number | null;
  /** Colleagues who have some of them, and which these are. */
  readonly holders: readonly string[];
  readonly theirs: ReadonlySet<Id>;
}

export interface BulkOrder {
  readonly change: BulkChange;
  /** Of an assignment: to whom. */
  readonly to?: string;
}

/** How far a long one has come. */
export interface BulkProgress {
  readonly done: number;
  /** Null while that is not known. */
  readonly of: number | null;
}

export class Bulk {
  readonly selection = new Signal<Selection>(nothingSelected);
  readonly question = new Signal<BulkQuestion | null>(null);
  readonly progress = new Signal<BulkProgress | null>(null);
  readonly refused = new Signal<readonly BulkOutcome[]>([]);
  /** The agent stops one that takes long. */
  isStopped = false;

  constructor(
    readonly store: Store,
    readonly undoLog: UndoLog,
  ) {}

  select(selection: Selection): void {
    this.selection.set(selection);
  }

  start(): void {
    this.isStopped = false;
  }

  /** What is done stays done, and can be undone. */
  stop(): void {
    this.isStopped = true;
  }

  clear(): void {
    this.selection.set(nothingSelected);
  }
}
