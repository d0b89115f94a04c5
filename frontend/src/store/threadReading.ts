/** Reads the threads of conversations into the state: their end, any place in them, and where those go on. */
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

  /** The newest page. `withDetails`: somebody will ask what is known of the contact. */
  async load(
    conversation: Id,
    { withDetails = false, signal }: { withDetails?: boolean; signal?: AbortSignal } = {},
  ): Promise<ThreadPage> {
    const { store, notes, draftKeeper } = this.options;
    // First, so that events that arrive before the answer are kept.
    store.dispatch({ type: "threadOpened", conversation });
    const asked = rest.getThread(rest.newestUrl(conversation, withDetails), signal);
    const contact = store.get().conversations.get(conversation)?.contact.id;
    if (withDetails && contact !== undefined) {
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

  /** Where a loaded part of it goes on. */
  async loadNext(conversation: Id, url: string, signal?: AbortSignal): Promise<ThreadPage> {
    const page = await rest.getThread(url, signal);
    this.options.store.dispatch({ type: "threadPart", conversation, page, asked: url });
    return page;
  }

  /** Its oldest page, or the one around a message or a moment: what lies between stays away until somebody comes there. */
  async loadPart(conversation: Id, around: Around): Promise<ThreadPage> {
    const { store, queries } = this.options;
    const url =
      around === "beginning" ? rest.beginningUrl(conversation) : rest.aroundUrl(conversation, around);
    // Tried again as every question is.
    const page = await queries.fetchQuery({
      queryKey: ["thread-part", url],
      queryFn: ({ signal }) => rest.getThread(url, signal),
      staleTime: 0,
      gcTime: 0,
    });
    store.dispatch({ type: "threadPart", conversation, page, asked: null });
    return page;
  }
}

/** The beginning, the id of a message, or a moment. */
export type Around = "beginning" | Id | string;
