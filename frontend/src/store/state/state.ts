/** The one state of the console, and what may happen to it. */
import type { Conversation, FeedEvent, Id, Me, Message, Page, SavedView, ThreadPage } from "../../protocol";
import { noCounts, type Counts, type CountsAnswer } from "./counts";
import type { Placed } from "./order";
import type { Outbox, Pending } from "./pending";
import type { Thread } from "./thread";

export interface ListState {
  /** The last row that pages have brought; rows below it are not known to be complete. */
  readonly floor: Placed | null;
  /** There are no further pages. */
  readonly complete: boolean;
  /** The server's order, for what only the server can decide (search). */
  readonly ids: readonly Id[];
}

export interface State {
  readonly me: Me | null;
  readonly conversations: ReadonlyMap<Id, Conversation>;
  readonly seqs: ReadonlyMap<Id, number>;
  readonly threads: ReadonlyMap<Id, Thread>;
  readonly lists: ReadonlyMap<string, ListState>;
  readonly outbox: Outbox;
  readonly counts: Counts;
  readonly saved: readonly SavedView[];
  /** Somebody has changed one of them. */
  readonly savedStale: boolean;
}

export interface NumberedEvent {
  readonly inbox: Id;
  readonly seq: number;
  readonly event: FeedEvent;
  /** Earlier values of what changed. */
  readonly was?: unknown;
}

export type Action =
  | { type: "me"; me: Me | null }
  | { type: "countsAsked" }
  | { type: "counts"; answer: CountsAnswer }
  | { type: "savedViews"; saved: readonly SavedView[] }
  | { type: "events"; events: readonly NumberedEvent[] }
  | { type: "listPage"; list: string; page: Page<Conversation>; first: boolean }
  | { type: "snapshot"; inboxes: readonly Id[]; list: string; page: Page<Conversation> }
  | { type: "threadOpened"; conversation: Id }
  /** The newest one. */
  | { type: "threadPage"; conversation: Id; page: ThreadPage }
  /** `asked`: where a loaded part of the thread goes on; null for a page from anywhere. */
  | { type: "threadPart"; conversation: Id; page: ThreadPage; asked: string | null }
  | { type: "threadForgotten"; conversation: Id }
  /** An answer without a feed number; `version` is what was known when it was asked for. */
  | { type: "conversation"; conversation: Conversation; version: number | undefined }
  /** Said by a refusal; `conversation.updated` says it, too, when it really changes. */
  | { type: "windowClosed"; conversation: Id; window: Conversation["window"] }
  | { type: "message"; message: Message; version: number | undefined }
  | { type: "queued"; pending: Pending }
  | { type: "pendingChanged"; clientId: string; change: Partial<Pending> }
  | { type: "pendingRemoved"; clientId: string };

export const initialState: State = {
  me: null,
  conversations: new Map(),
  seqs: new Map(),
  threads: new Map(),
  lists: new Map(),
  outbox: [],
  counts: noCounts,
  saved: [],
  savedStale: false,
};
