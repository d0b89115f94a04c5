/** Everything that an agent sends to a customer: messages of every kind, files, reactions, signs of typing. */
import { ApiError } from "../../protocol/rest/request";
import * as rest from "../../protocol/rest/endpoints";
import { newMessage } from "./newMessage";
import { TypingNotifier } from "./typing";
import { uploadFile, Uploads } from "./uploads";
import type { Attachment, Capabilities, Conversation, Id, Inbox, MediaKind, Message } from "../../protocol";
import { NO_CAPABILITIES } from "../../protocol/inboxes";
import { pendingOf, type Body, type Pending, type PendingTemplate } from "../state/pending";
import type { Store } from "../state/store";
import { uuid } from "../uuid";

/** Refused here: the page was reloaded before the file had been uploaded. */
export const FILE_GONE = "file_gone";

export type Sent = Partial<Body> & { content: string };

export interface LocalFile {
  readonly file: Blob;
  readonly kind: MediaKind;
  readonly name: string;
  readonly type: string;
  readonly voice: boolean;
}

export class Sending {
  readonly uploads = new Uploads();
  private readonly typing = new TypingNotifier(rest.postTyping);
  private readonly unsubscribe: () => void;
  /** What the outbox held at the last look, by client_id. */
  private queued: ReadonlySet<string> = new Set();

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
      at: new Date().toISOString(),
      lastSeenSeq: this.applied(conversation.inbox),
      thenResolve,
    });
    this.typing.sent(conversation.id);
    this.store.dispatch({ type: "queued", pending });
  }

  /** Once more after a refusal, perhaps differently. */
  resend(clientId: string, change: { hold?: boolean; template?: PendingTemplate | null } = {}): void {
    this.store.dispatch({
      type: "pendingChanged",
      clientId,
      change: { state: "waiting", refusal: null, ...change },
    });
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
    const current = new Set(this.store.get().outbox.map(({ clientId }) => clientId));
    for (const clientId of this.queued) if (!current.has(clientId)) this.uploads.drop(clientId);
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
  return rest.sendMessage(pending.conversation, newMessage(pending));
}
