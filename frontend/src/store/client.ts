/**
 * The console of one logged-in agent without its views: socket, state, outbox and REST cache,
 * tied together. Views read the store and call these verbs.
 */
import * as rest from "../protocol/rest/endpoints";
import { DraftKeeper } from "./drafts/draftKeeper";
import { OutboxRunner } from "./sending/outbox";
import { getFeed } from "../protocol/rest/feed";
import { isConnected, LiveSocket, socketUrl, type Link, type LiveOptions } from "../protocol/socket/socket";
import type { FeedEvent, Attachment, Conversation, Cursors, Id, Me, Message, Page } from "../protocol";
import { ConversationVerbs } from "./conversationVerbs";
import { Sending } from "./sending/sending";
import { OwnProfile } from "./ownProfile";
import { SessionCheck } from "./sessionCheck";
import { CountsKeeper } from "./countsKeeper";
import { FeedResets } from "./feedResets";
import { gathered, handed, mentionedIn, type Handed, type MentionNotice, type Notice } from "./notices";
import { updateLists } from "./listUpdates";
import { Notes } from "./notes/notes";
import { Presence } from "./presence/presence";
import { askUnanswered, newQueries, onForgotten } from "./queries";
import type { CannedTarget, CannedView } from "./canned/view";
import { Signal } from "./signal";
import { ThreadReading } from "./threadReading";
import { undelivered } from "./undelivered";
import { PersistedDrafts } from "./drafts/persistedDrafts";
import { messageVersion } from "./state/threads";
import { viewQuery, type ListQuery } from "../protocol/lists";
import { listKey } from "./state/selectors";
import { nextFrame, Store } from "./state/store";

export class ConsoleClient {
  readonly store = new Store(nextFrame);
  readonly persistedDrafts: PersistedDrafts;
  readonly sending: Sending;
  readonly draftKeeper: DraftKeeper;
  readonly notes: Notes;
  /** Who is there, and who else looks at a conversation and types. */
  readonly presence: Presence;
  readonly link = new Signal<Link>({ state: "connecting", stop: null, inSync: false });
  /** Said to the agent once; views show it for a while. */
  readonly notice = new Signal<Notice | null>(null);
  readonly conversations = new ConversationVerbs(this.store);
  /** What is open of the canned responses. */
  readonly cannedView = new Signal<CannedView | null>(null);
  /** The reply box that is open: where a canned response can go. */
  readonly cannedTarget = new Signal<CannedTarget | null>(null);
  readonly ownerQuestion = this.conversations.ownerQuestion;
  readonly keptUnread = this.conversations.keptUnread;
  readonly bulk = this.conversations.bulk;
  /** A message of the agent's own that has just failed, or may have. */
  readonly undelivered = new Signal<Message | null>(null);
  /** Somebody has to log in again; the console stays as it is underneath. */
  readonly loggedOut = new Signal(false);
  /** The first list is there: what is read from now on is followed by the feed. */
  readonly ready = new Signal(false);
  /** Told, too, of what happens now; never of what a reconnect replays. */
  onHappened: Required<LiveOptions>["onHappened"] | null = null;
  readonly queries = newQueries();
  readonly threads = new ThreadReading(this);

  private readonly session: SessionCheck;
  readonly own: OwnProfile;
  private readonly outbox: OutboxRunner;
  private readonly socket: LiveSocket;
  private shown: ListQuery = viewQuery("all");
  private readonly resets: FeedResets;
  private readonly counts: CountsKeeper;

  constructor(me: Me) {
    this.session = new SessionCheck(this, me);
    this.own = new OwnProfile(this.store, this.session, me);
    this.persistedDrafts = new PersistedDrafts(me.id, localStorage);
    this.sending = new Sending(this.store, (inbox) => this.socket.applied(inbox));
    this.notes = new Notes(this.queries, this.sending, {
      message: this.changeMessage.bind(this),
      conversation: (id, ask) => this.conversations.ask(id, ask),
    });
    this.outbox = new OutboxRunner({
      store: this.store,
      persistedDrafts: this.persistedDrafts,
      post: (pending) => this.conversations.posted(pending, () => this.sending.post(pending)),
      resolve: (id) => this.change(id, { status: "resolved" }).catch(() => this.stillOpen(id)),
    });
    this.socket = new LiveSocket({
      url: socketUrl(),
      fetchFeed: getFeed,
      onEvent: (inbox, seq, event, was) => {
        this.store.event({ inbox, seq, event, was });
        updateLists(this.queries, event);
        if (event.k === "agent.updated") this.own.heard(event.d.id);
        this.draftKeeper.heard(event);
      },
      onHappened: (event, by, was) => this.happened(event, by, was),
      onReset: (inbox) => this.resets.add(inbox),
      onPresence: (frame) => this.presence.received(frame),
      onDraft: (frame) => this.draftKeeper.frame(frame),
      onLink: (link) => this.linkChanged(link),
      // A restart that cost nothing needs no notice.
      onCaughtUp: (events) => events > 0 && this.notice.set({ kind: "caught-up", events }),
    });
    this.counts = new CountsKeeper(this.store);
    this.presence = new Presence(me, (frame) => this.socket.send(frame));
    this.draftKeeper = new DraftKeeper(this);
    this.resets = new FeedResets({
      store: this.store,
      queries: this.queries,
      shown: () => this.shown,
      resume: (inbox, cursor) => this.socket.resume(inbox, cursor),
    });
    onForgotten(this.queries, (id) => this.store.dispatch({ type: "threadForgotten", conversation: id }));
  }

  get me(): Me {
    return this.own.me;
  }

  close(): void {
    this.own.close();
    this.presence.close();
    this.session.close();
    this.socket.stop();
    this.counts.close();
    this.outbox.close();
    this.sending.close();
    this.conversations.undoLog.close();
    this.draftKeeper.close();
    this.queries.clear();
  }

  /** The page woke up, is looked at again, or the network is back. */
  wake(): void {
    this.socket.wake();
    askUnanswered(this.queries);
  }

  /** The agent is logged in again, or still. */
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

  async loadConversation(id: Id): Promise<Id> {
    await this.conversations.ask(id, () => rest.getConversation(id));
    return id;
  }

  private happened(event: FeedEvent, by: unknown, was: unknown): void {
    const { id } = this.me;
    this.tell(handed(event, by, was, this.me) ?? mentionedIn(event, by, was, id));
    const failed = undelivered(event, was, id);
    if (failed !== null) this.undelivered.set(failed);
    this.onHappened?.(event, by, was);
  }

  private tell(notice: Handed | MentionNotice | null): void {
    if (notice !== null) this.notice.set(gathered(this.notice.get(), notice));
  }

  /** It was sent, and the agent is elsewhere by now. */
  private stillOpen(id: Id): void {
    const contact = this.store.get().conversations.get(id)?.contact;
    if (contact) this.notice.set({ kind: "still-open", conversation: id, contact });
  }

  private begin(cursors: Cursors): void {
    if (this.ready.get()) return;
    this.ready.set(true);
    const inboxes = this.me.inboxes.map(({ id }) => id);
    this.socket.start(inboxes, cursors);
    this.counts.start();
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
    await this.changeMessage(message, () => rest.postMessageVerb(message.id, "retry"));
  }

  async confirm(message: Message): Promise<void> {
    await this.changeMessage(message, () => rest.postMessageVerb(message.id, "confirm"));
  }

  /** Our one emoji on a message; null takes it back. */
  async react(message: Message, emoji: string | null): Promise<void> {
    await this.changeMessage(message, () => rest.putReaction(message.id, emoji));
  }

  async cancel(message: Message): Promise<void> {
    await this.changeMessage(message, () => rest.postMessageVerb(message.id, "cancel"));
  }

  async release(message: Message, at: string | null = null): Promise<void> {
    const [verb, body] = at === null ? (["release", {}] as const) : (["schedule", { send_at: at }] as const);
    await this.changeMessage(message, () => rest.postMessageVerb(message.id, verb, body));
  }

  /** Fetch a customer's file once more; the feed tells how it went. */
  async refetch(attachment: Attachment): Promise<void> {
    await rest.postAttachmentRetry(attachment.id);
  }

  readonly assign: ConversationVerbs["assign"] = (...given) => this.conversations.assign(...given);
  readonly change: ConversationVerbs["change"] = (...given) => this.conversations.change(...given);
  readonly seen: ConversationVerbs["seen"] = (id, upTo) => this.conversations.seen(id, upTo);

  private async changeMessage(message: Message, ask: () => Promise<Message>): Promise<void> {
    const version = messageVersion(this.store.get(), message);
    this.store.dispatch({ type: "message", message: await ask(), version });
  }

  // ── connection ─────────────────────────────────────────────────────────────────────────────

  private linkChanged(link: Link): void {
    const was = this.link.get();
    this.link.set(link);
    this.presence.linked(link.state === "open");
    if (isConnected(link) && !isConnected(was)) this.outbox.kick();
    if (link.stop === "login") this.session.isDoubtful();
    else if (link.inSync) this.session.isFine();
  }
}
