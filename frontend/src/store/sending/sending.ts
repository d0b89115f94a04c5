/** Everything that an agent sends to a customer: messages of every kind, files, reactions, signs of typing. */
import { ApiError } from "../../protocol/rest/request";
import * as rest from "../../protocol/rest/endpoints";
import { serverNow } from "../../protocol/serverClock";
import { postNote } from "../../protocol/rest/notes";
import { newMessage, newNote } from "./newMessage";
import { TypingNotifier } from "./typing";
import { uploadFile, Uploads } from "./uploads";
import type {
  Attachment,
  Capabilities,
  Conversation,
  FeedEvent,
  Id,
  Inbox,
  MediaKind,
  Message,
} from "../../protocol";
import { NO_CAPABILITIES } from "../../protocol/inboxes";
import { pendingOf, type Body, type Pending } from "../state/pending";
import type { Store } from "../state/store";
import { uuid } from "../uuid";

/** Refused here: the page was reloaded before the file had been uploaded. */
export const FILE_GONE = "file_gone";

/** As many as the server takes. */
const MOST_SEEN = 200;

export type Sent = Partial<Body> & { content: string };

/** What another try may do differently. */
export type Again = Partial<Pick<Body, "hold" | "template" | "sendAt" | "fallback">>;

export interface LocalFile {
  readonly file: Blob;
  readonly kind: MediaKind;
  readonly name: string;
  readonly type: string;
  readonly voice: boolean;
  readonly size?: number;
}

export class Sending {
  readonly uploads = new Uploads();
  private readonly typing = new TypingNotifier(rest.postTyping);
  private readonly unsubscribe: () => void;
  /** What the outbox held at the last look, by client_id. */
  private queued: ReadonlySet<string> = new Set();
  /** What has ever been in the outbox of this window. */
  private readonly own = new Set<string>();
  /** What of it no feed has brought yet, and in which conversation. */
  private readonly unheard = new Map<string, Id>();

  constructor(
    private readonly store: Store,
    /** The feed number up to which this inbox has been seen. */
    private readonly applied: (inbox: Id) => number | null,
  ) {
    this.unsubscribe = store.subscribe(() => this.sweep());
  }

  close(): void {
    this.unsubscribe();
    this.uploads.close();
  }

  send(conversation: Conversation, body: Sent, thenResolve = false): void {
    this.queue(uuid(), conversation, body, thenResolve);
  }

  sendFile(conversation: Conversation, { file, ...about }: LocalFile, body: Sent, thenResolve = false): void {
    const clientId = uuid();
    // Before the outbox looks for its bytes.
    this.uploads.add(clientId, file);
    this.queue(
      clientId,
      conversation,
      { ...body, kind: about.kind, file: { ...about, size: file.size } },
      thenResolve,
    );
  }

  private queue(clientId: string, conversation: Conversation, body: Sent, thenResolve: boolean): void {
    const pending = pendingOf({
      ...body,
      clientId,
      conversation: conversation.id,
      content: body.content.toWellFormed(),
      at: new Date(serverNow()).toISOString(),
      ...this.seen(conversation),
      thenResolve,
    });
    if (pending.kind !== "note") this.typing.sent(conversation.id);
    this.store.dispatch({ type: "queued", pending });
  }

  /** Once more after a refusal, perhaps differently. */
  resend(clientId: string, change: Again = {}): void {
    const { outbox, conversations } = this.store.get();
    const id = outbox.find((one) => one.clientId === clientId)?.conversation;
    const conversation = id === undefined ? undefined : conversations.get(id);
    // What came since it was refused stands above its button.
    const seen = conversation ? this.seen(conversation) : {};
    this.store.dispatch({
      type: "pendingChanged",
      clientId,
      change: { state: "waiting", refusal: null, ...seen, ...change },
    });
  }

  /** Whether a message was sent from this window. */
  isOwn(clientId: string | null): boolean {
    return clientId !== null && this.own.has(clientId);
  }

  /** What the agent has before their eyes: the feed up to a number, and what this window has sent beyond it. */
  private seen({ id, inbox }: Conversation): Pick<Pending, "lastSeenSeq" | "seenClientIds"> {
    const lastSeenSeq = this.applied(inbox);
    const own = [...this.unheard].filter(([, conversation]) => conversation === id);
    return { lastSeenSeq, seenClientIds: own.map(([clientId]) => clientId).slice(-MOST_SEEN) };
  }

  /** The feed has brought it. */
  heard(event: FeedEvent): void {
    const isMessage = event.k === "message.created" || event.k === "message.updated";
    if (isMessage && event.d.client_id !== null) this.unheard.delete(event.d.client_id);
  }

  /** The outbox's way to the server: the file first, once, then the message. */
  async post(pending: Pending): Promise<Message> {
    const { file, media, clientId } = pending;
    if (!file || media !== null) return sendPending(pending);
    const uploaded = await this.upload(pending);
    this.store.dispatch({ type: "pendingChanged", clientId, change: { media: uploaded.id } });
    return sendPending({ ...pending, media: uploaded.id });
  }

  private async upload({ clientId, conversation, file }: Pending): Promise<Attachment> {
    const upload = this.uploads.get(clientId);
    const inbox = this.store.get().conversations.get(conversation)?.inbox;
    if (!upload || !file || inbox === undefined) throw new ApiError(410, FILE_GONE, "", {}, null, null);
    const { name, voice } = file;
    // A blob keeps its bytes; its type is the checked one, not what the browser guessed.
    const blob = upload.file.slice(0, upload.file.size, file.type);
    return uploadFile(blob, { inbox, name, voice }, (part) => upload.progress.set(part));
  }

  /** Files of messages that are done; not those whose message is only about to enter the outbox. */
  private sweep(): void {
    const { outbox } = this.store.get();
    const current = new Set(outbox.map(({ clientId }) => clientId));
    for (const clientId of this.queued) if (!current.has(clientId)) this.uploads.drop(clientId);
    for (const { clientId, conversation } of outbox) {
      if (!this.own.has(clientId)) this.unheard.set(clientId, conversation);
      this.own.add(clientId);
    }
    this.queued = current;
  }

  /** The agent is writing. */
  typed(conversation: Conversation): void {
    const inbox = this.inbox(conversation.inbox);
    if (inbox?.capabilities.typing && inbox.read_policy !== "never") this.typing.typed(conversation.id);
  }

  inbox(id: Id): Inbox | undefined {
    return this.store.get().me?.inboxes.find((inbox) => inbox.id === id);
  }

  capabilities(id: Id): Capabilities {
    return this.inbox(id)?.capabilities ?? NO_CAPABILITIES;
  }
}

function sendPending(pending: Pending): Promise<Message> {
  // By an endpoint of its own: the one of messages takes no notes.
  if (pending.kind === "note") return postNote(pending.conversation, newNote(pending));
  return rest.sendMessage(pending.conversation, newMessage(pending));
}
