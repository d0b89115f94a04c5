/**
 * The console of one logged-in agent without its views: socket, state, outbox and REST cache,
 * tied together. Views read the store and call these verbs.
 */
import * as rest from "../protocol/rest/endpoints";
import { DraftAttachments } from "./drafts/draftAttachments";
import { OutboxRunner } from "./sending/outbox";
import { LiveSocket, socketUrl, type Link } from "../protocol/socket/socket";
import type {
  Attachment,
  Conversation,
  Cursors,
  FeedEvent,
  Id,
  Me,
  Message,
  Page,
  Template,
} from "../protocol";
import { Sending } from "./sending/sending";
import { FeedResets } from "./feedResets";
import { newQueries } from "./queries";
import { Signal } from "./signal";
import { PersistedDrafts } from "./drafts/persistedDrafts";
import { messageVersion } from "./state/reducer";
import type { ListQuery } from "../protocol/lists";
import { listKey } from "./state/selectors";
import { nextFrame, Store } from "./state/store";
import { withTemplate } from "./messages/templates";

export type Notice =
  | { kind: "caught-up"; events: number }
  /** `conversation` is where to look. */
  | { kind: "problem"; text: string; conversation?: Id };

export class ConsoleClient {
  readonly store = new Store(nextFrame);
  readonly persistedDrafts: PersistedDrafts;
  readonly sending: Sending;
  readonly draftAttachments = new DraftAttachments();
  readonly link = new Signal<Link>({ state: "connecting", stop: null, inSync: false });
  /** Said to the agent once; views show it for a while. */
  readonly notice = new Signal<Notice | null>(null);
  /** Somebody has to log in again; the console stays as it is underneath. */
  readonly loggedOut = new Signal(false);
  /** The agent marked this one unread: looking at it must not undo that. */
  readonly keptUnread = new Signal<Id | null>(null);
  /** The first list is there: what is read from now on is followed by the feed. */
  readonly ready = new Signal(false);

  readonly queries = newQueries();

  private readonly outbox: OutboxRunner;
  private readonly socket: LiveSocket;
  private shown: ListQuery = { view: "all", filter: "open", q: "" };
  private readonly resets: FeedResets;

  constructor(readonly me: Me) {
    this.store.dispatch({ type: "me", me });
    this.persistedDrafts = new PersistedDrafts(me.id, localStorage);
    this.sending = new Sending(this.store, (inbox) => this.socket.applied(inbox));
    this.outbox = new OutboxRunner({
      store: this.store,
      persistedDrafts: this.persistedDrafts,
      post: (pending) => this.sending.post(pending),
      resolve: (id) => this.changeConversation(id, () => rest.patchConversation(id, { status: "resolved" })),
    });
    this.socket = new LiveSocket({
      url: socketUrl(),
      onEvent: (inbox, seq, event) => {
        this.store.event({ inbox, seq, event });
        this.updateTemplates(event);
      },
      onReset: (inbox) => this.resets.add(inbox),
      onLink: (link) => this.linkChanged(link),
      // A restart that cost nothing needs no notice.
      onCaughtUp: (events) => events > 0 && this.notice.set({ kind: "caught-up", events }),
    });
    this.resets = new FeedResets({
      store: this.store,
      queries: this.queries,
      shown: () => this.shown,
      resume: (inbox, cursor) => this.socket.resume(inbox, cursor),
    });
    this.queries.getQueryCache().subscribe(({ type, query }) => {
      const [what, id] = query.queryKey;
      if (type === "removed" && what === "thread") {
        this.store.dispatch({ type: "threadForgotten", conversation: id as Id });
      }
    });
  }

  close(): void {
    this.socket.stop();
    this.outbox.close();
    this.sending.close();
    this.draftAttachments.close();
    this.queries.clear();
  }

  /** The page woke up, is looked at again, or the network is back. */
  wake(): void {
    this.socket.wake();
  }

  /** The agent has logged in again. */
  returned(): void {
    this.loggedOut.set(false);
    this.socket.restart();
    this.outbox.kick();
    void this.queries.refetchQueries({ predicate: (query) => query.state.status === "error" });
  }

  // ── reading ────────────────────────────────────────────────────────────────────────────────

  /** The list that is on the screen; a reset reads this one anew. */
  show(query: ListQuery): void {
    this.shown = query;
  }

  /** One page of a list; the first one ever also says from where to follow the feed. */
  async loadList(query: ListQuery, url: string | null, signal?: AbortSignal): Promise<Page<Conversation>> {
    const page = await rest.getConversations(url ?? rest.listUrl(query), signal);
    this.store.dispatch({ type: "listPage", list: listKey(query), page, first: url === null });
    this.begin(page.feed);
    return page;
  }

  async loadThread(conversation: Id, url: string | null, signal?: AbortSignal): Promise<Page<Message>> {
    // First, so that events that arrive before the answer are kept.
    this.store.dispatch({ type: "threadOpened", conversation });
    const page = await rest.getMessages(url ?? rest.threadUrl(conversation), signal);
    this.store.dispatch({ type: "threadPage", conversation, page });
    return page;
  }

  async loadConversation(id: Id): Promise<Id> {
    await this.changeConversation(id, () => rest.getConversation(id));
    return id;
  }

  /** Templates are read once and then kept fresh by the feed. */
  private updateTemplates(event: FeedEvent): void {
    if (event.k !== "template.updated") return;
    this.queries.setQueryData<Template[]>(
      ["templates", event.d.inbox],
      (known) => known && withTemplate(known, event.d),
    );
  }

  private begin(cursors: Cursors): void {
    if (this.ready.get()) return;
    this.ready.set(true);
    this.socket.start(
      this.me.inboxes.map((inbox) => inbox.id),
      cursors,
    );
  }

  // ── verbs ──────────────────────────────────────────────────────────────────────────────────

  /** Past what a colleague wrote meanwhile. */
  sendAnyway(clientId: string): void {
    const change = { state: "waiting", refusal: null, lastSeenSeq: null, newer: [] } as const;
    this.store.dispatch({ type: "pendingChanged", clientId, change });
  }

  discard(clientId: string): void {
    this.store.dispatch({ type: "pendingRemoved", clientId });
  }

  async retry(message: Message): Promise<void> {
    await this.changeMessage(message, () => rest.postRetry(message.id));
  }

  async confirm(message: Message): Promise<void> {
    await this.changeMessage(message, () => rest.postConfirm(message.id));
  }

  /** Our one emoji on a message; null takes it back. */
  async react(message: Message, emoji: string | null): Promise<void> {
    await this.changeMessage(message, () => rest.putReaction(message.id, emoji));
  }

  /** A held message is not to be sent after all. */
  async cancel(message: Message): Promise<void> {
    await this.changeMessage(message, () => rest.postCancel(message.id));
  }

  /** Fetch a customer's file once more; the feed tells how it went. */
  async refetch(attachment: Attachment): Promise<void> {
    await rest.postAttachmentRetry(attachment.id);
  }

  async assign(conversation: Conversation, to: Id | null): Promise<void> {
    const change = { assignee: to, assignee_was: conversation.assignee?.id ?? null };
    await this.changeConversation(conversation.id, () => rest.patchConversation(conversation.id, change));
  }

  async setStatus(conversation: Conversation, status: "open" | "resolved"): Promise<void> {
    await this.changeConversation(conversation.id, () => rest.patchConversation(conversation.id, { status }));
  }

  /** Another sender of the number answers until then. */
  async takeOver(id: Id): Promise<void> {
    await this.changeConversation(id, () => rest.postTakeOver(id));
  }

  async seen(id: Id, upTo: Id): Promise<void> {
    await this.changeConversation(id, () => rest.postSeen(id, upTo));
  }

  async markUnread(id: Id): Promise<void> {
    this.keptUnread.set(id);
    await this.changeConversation(id, () => rest.postUnread(id));
  }

  private async changeConversation(id: Id, ask: () => Promise<Conversation>): Promise<void> {
    const version = this.store.get().seqs.get(id);
    this.store.dispatch({ type: "conversation", conversation: await ask(), version });
  }

  private async changeMessage(message: Message, ask: () => Promise<Message>): Promise<void> {
    const version = messageVersion(this.store.get(), message);
    this.store.dispatch({ type: "message", message: await ask(), version });
  }

  // ── connection ─────────────────────────────────────────────────────────────────────────────

  private linkChanged(link: Link): void {
    const was = this.link.get().state;
    this.link.set(link);
    if (link.state === "open" && was !== "open") this.outbox.kick();
    if (link.stop === "login") this.loggedOut.set(true);
  }
}
