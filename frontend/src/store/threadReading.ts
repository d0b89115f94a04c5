/** Reads the threads of conversations into the state: from their end, and from their beginning. */
import type { QueryClient } from "@tanstack/react-query";
import type { Conversation, Id, ThreadPage } from "../protocol";
import * as rest from "../protocol/rest/endpoints";
import { Coming } from "./coming";
import type { DraftKeeper } from "./drafts/draftKeeper";
import type { Notes } from "./notes/notes";
import type { Store } from "./state/store";

export interface ThreadReadingOptions {
  readonly store: Store;
  readonly queries: QueryClient;
  readonly notes: Pick<Notes, "coming">;
  readonly draftKeeper: Pick<DraftKeeper, "page">;
}

export class ThreadReading {
  /** The contact's last conversations, with the thread that is being opened. */
  readonly past = new Coming<Conversation[]>();

  constructor(private readonly options: ThreadReadingOptions) {}

  /** The newest page, or the one that stands at `older`. `withDetails`: somebody will ask what is known of the contact. */
  async load(
    conversation: Id,
    older: string | null,
    { withDetails = false, signal }: { withDetails?: boolean; signal?: AbortSignal } = {},
  ): Promise<ThreadPage> {
    const { store, notes, draftKeeper } = this.options;
    // First, so that events that arrive before the answer are kept.
    store.dispatch({ type: "threadOpened", conversation });
    const asked = rest.getThread(older ?? rest.newestUrl(conversation, withDetails), signal);
    const contact = store.get().conversations.get(conversation)?.contact.id;
    if (older === null && withDetails && contact !== undefined) {
      const coming = async <T>(part: (page: ThreadPage) => T | null | undefined) => part(await asked) ?? null;
      notes.coming.come(
        contact,
        coming((page) => page.contact_notes),
      );
      this.past.come(
        contact,
        coming((page) => page.past),
      );
    }
    const page = await asked;
    store.dispatch({ type: "threadPage", conversation, page });
    draftKeeper.page(conversation, page);
    return page;
  }

  /** The oldest page: what lies between it and the end stays away until somebody comes there. */
  async loadBeginning(conversation: Id): Promise<void> {
    await this.part(conversation, rest.beginningUrl(conversation), null);
  }

  /** Where the beginning goes on. */
  async loadNewer(conversation: Id): Promise<void> {
    const newer = this.options.store.get().threads.get(conversation)?.gap?.newer;
    if (newer !== undefined) await this.part(conversation, newer, newer);
  }

  /** Tried again as every question is. */
  private async part(conversation: Id, url: string, asked: string | null): Promise<void> {
    const { store, queries } = this.options;
    const page = await queries.fetchQuery({
      queryKey: ["thread-part", url],
      queryFn: ({ signal }) => rest.getThread(url, signal),
      staleTime: 0,
      gcTime: 0,
    });
    store.dispatch({ type: "threadPart", conversation, page, asked });
  }
}
