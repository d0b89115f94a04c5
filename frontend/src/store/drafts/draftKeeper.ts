/** The drafts of one agent, tied together: what is written, its files, the server, and that colleagues have one. */
import type { DraftFrame, FeedEvent, Id, Me, ThreadPage } from "../../protocol";
import { isConnected, type Link } from "../../protocol/socket/link";
import type { Seen } from "../presence/seen";
import type { Sending } from "../sending/sending";
import type { Signal } from "../signal";
import { isSpent } from "../state/pending";
import type { Store } from "../state/store";
import { DraftFiles } from "./draftFiles";
import { Drafts } from "./drafts";
import type { DraftSync } from "./draftSync";
import type { DraftPlace, PersistedDrafts } from "./persistedDrafts";

/** What it needs of the client. */
export interface DraftKeeperOptions {
  readonly me: Pick<Me, "id">;
  readonly store: Store;
  readonly persistedDrafts: PersistedDrafts;
  /** Where it is shown that colleagues have one. */
  readonly presence: { readonly seen: Seen; readonly here: Id | null };
  readonly sending: Pick<Sending, "isOwn" | "heard">;
  readonly link: Signal<Link>;
  readonly loggedOut: Signal<boolean>;
}

export class DraftKeeper {
  readonly drafts: Drafts;
  readonly files: DraftFiles;
  /** Loaded once there is a connection: until then nothing could be saved. */
  private sync: DraftSync | null = null;
  private loading: Promise<DraftSync> | null = null;
  private isClosed = false;
  private readonly unsubscribe: readonly (() => void)[];
  private isLinked = false;
  private readonly onLeave = (): void => {
    if (document.visibilityState === "hidden") this.sync?.flushAll(true);
  };
  private readonly onEnd = (): void => this.sync?.flushAll(true);

  constructor(private readonly options: DraftKeeperOptions) {
    const { store, persistedDrafts } = options;
    this.drafts = new Drafts(persistedDrafts);
    this.files = new DraftFiles(this.drafts);
    this.unsubscribe = [
      store.subscribe(() => this.sync?.sent()),
      options.link.subscribe(() => this.look()),
      options.loggedOut.subscribe(() => options.loggedOut.get() || void this.linked()),
    ];
    document.addEventListener("visibilitychange", this.onLeave);
    window.addEventListener("pagehide", this.onEnd);
  }

  close(): void {
    document.removeEventListener("visibilitychange", this.onLeave);
    window.removeEventListener("pagehide", this.onEnd);
    for (const end of this.unsubscribe) end();
    this.isClosed = true;
    this.sync?.close();
    this.files.close();
    this.drafts.close();
  }

  /** One of the agent's other windows has saved it, or this one. One that comes early is read with all of them. */
  frame(frame: DraftFrame): void {
    this.sync?.frame(frame);
  }

  /** The text was left. */
  flush(place: DraftPlace): void {
    this.sync?.flush(place);
  }

  /** What a thread's page says of colleagues. */
  page(conversation: Id, { drafting }: ThreadPage): void {
    if (drafting) this.options.presence.seen.drafting(conversation, drafting);
  }

  /** A draft becomes a message: returns its revision for the message to name, null where the server has none. */
  spend(place: DraftPlace): number | null {
    const { revision } = this.drafts.get(place);
    const isSaved = revision > 0 || this.sync?.isWriting(place) === true;
    this.drafts.clear(place);
    if (place.mode === "reply") this.files.clear(place.conversation);
    return isSaved ? revision : null;
  }

  /** What the agent has sent in another window is not to be sent here again. */
  heard(event: FeedEvent): void {
    const { me, sending } = this.options;
    sending.heard(event);
    if (event.k !== "message.created" || event.d.author?.id !== me.id) return;
    if (event.d.direction !== "inbound" && !sending.isOwn(event.d.client_id)) this.drafts.appeared(event.d);
  }

  private look(): void {
    const before = this.isLinked;
    this.isLinked = isConnected(this.options.link.get());
    if (this.isLinked && !before) void this.linked();
  }

  /** The connection is there (again): what was missed of one's own drafts, and of colleagues' in what is open. */
  private async linked(): Promise<void> {
    const sync = await this.load().catch((error: unknown) => console.warn("drafts are not saved", error));
    if (!sync || this.isClosed) return;
    const { seen, here: open } = this.options.presence;
    await Promise.all([sync.refresh(), open !== null && sync.lookFor(open, seen)]);
  }

  load(): Promise<DraftSync> {
    return (this.loading ??= this.loaded().catch((error: unknown) => {
      // Tried again with the next connection.
      this.loading = null;
      throw error;
    }));
  }

  private async loaded(): Promise<DraftSync> {
    const { DraftSync } = await import("./draftSync");
    const { store } = this.options;
    this.sync = new DraftSync({
      drafts: this.drafts,
      isSending: ({ conversation, mode }) => isSpent(store.get().outbox, conversation, mode === "note"),
    });
    if (this.isClosed) this.sync.close();
    return this.sync;
  }
}
