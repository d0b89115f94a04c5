/** What of the canned responses is open: their list, or a new one that begins with what was written. */
import type { Id } from "../../protocol";
import type { CannedResponse } from "../../protocol/canned";
import type { Known } from "./variables";

export interface CannedSeed {
  readonly content: string;
  /** In Meta's words. */
  readonly interactive: Readonly<Record<string, unknown>> | null;
  /** Of this browser, or of a message by their ids. */
  readonly files: readonly (File | Id)[];
  /** Names that were filled in, to become blanks again. */
  readonly known: Known;
}

export type CannedView = { kind: "list" } | { kind: "new"; seed: CannedSeed };

/** What hangs on a text that began as a canned response. */
export interface CannedDraft {
  readonly id: Id;
  /** What the customer can choose, without the body. */
  readonly interactive: Readonly<Record<string, unknown>> | null;
  /** Its files are on their way into the tray. */
  readonly isLoading: boolean;
}

/** A text that a canned response can go into. */
export interface CannedTarget {
  readonly conversation: Id;
  /** Where the caret is, in place of what is selected. */
  readonly insert: (canned: CannedResponse) => void;
}
