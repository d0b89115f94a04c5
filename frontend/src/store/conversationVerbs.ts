/** What an agent does with a conversation, beside writing in it. */
import type { Contact, Conversation, Id, Message } from "../protocol";
import { patchContact } from "../protocol/rest/contacts";
import * as rest from "../protocol/rest/endpoints";
import { holderIn, ownerChange, type Owner, type OwnerQuestion } from "./owners";
import { Signal } from "./signal";
import { Bulk } from "./bulk/bulk";
import { doneBy, isBulk, UndoLog, type AnyDone, type Done } from "./undo";
import { resolvesSoon, type Pending } from "./state/pending";
import type { Store } from "./state/store";

export class ConversationVerbs {
  /** A colleague has it, and the agent decides. */
  readonly ownerQuestion = new Signal<OwnerQuestion | null>(null);
  /** The agent marked this one unread: looking at it must not undo that. */
  readonly keptUnread = new Signal<Id | null>(null);
  readonly undoLog = new UndoLog();
  /** Several of them at once. */
  readonly bulk: Bulk;
  /** Messages under way after which their conversation is resolved. */
  private readonly posting = new Map<Id, (done: Done | null) => void>();
  /** They are being resolved: none of them is the next to go on with. */
  private readonly leaving = new Set<Id>();

  constructor(private readonly store: Store) {
    this.bulk = new Bulk(store, this.undoLog);
  }

  /** All of it or nothing. */
  async change(id: Id, change: rest.ConversationChange): Promise<void> {
    const before = this.store.get().conversations.get(id);
    const settle = this.posting.get(id) ?? this.undoLog.begin();
    this.posting.delete(id);
    if (change.status === "resolved") this.leaving.add(id);
    try {
      const after = await this.ask(id, () => rest.patchConversation(id, change));
      settle(before ? doneBy(before, after, change) : null);
    } finally {
      settle(null);
      this.leaving.delete(id);
    }
  }

  /** Takes the newest back, if there is one; refused where a colleague has changed the same by then. */
  async undo(): Promise<AnyDone | null> {
    const done = await this.undoLog.take();
    if (done === null) return null;
    if (isBulk(done)) {
      const count = (await done.takeBack?.()) ?? 0;
      this.undoLog.takenBack({ ...done, count });
      return done;
    }
    await this.ask(done.conversation, () => rest.patchConversation(done.conversation, done.back));
    this.undoLog.takenBack(done);
    return done;
  }

  /** `was`: the assignee that the agent saw there. Where a colleague was faster, the agent is asked. */
  async assign(id: Id, to: Owner, was: Id | null): Promise<void> {
    try {
      await this.change(id, ownerChange(to, was));
    } catch (error) {
      const faster = holderIn(error);
      if (faster === null) throw error;
      this.ownerQuestion.set({ conversation: id, to, ...faster });
    }
  }

  /** Another sender of the number answers until then. */
  async takeOver(id: Id): Promise<void> {
    await this.ask(id, () => rest.postTakeOver(id));
  }

  async setBlocked(conversation: Conversation, blocked: boolean): Promise<void> {
    await this.changeContact(conversation, { blocked });
  }

  /** In all of the customer's conversations: the feed tells about the others. */
  async changeContact(
    { id, contact, ...rest }: Conversation,
    change: { blocked?: boolean; name?: string },
  ): Promise<Contact> {
    const after = await this.ask(id, async () => {
      const changed = await patchContact(contact.id, change);
      return { ...(this.store.get().conversations.get(id) ?? { id, ...rest }), contact: changed };
    });
    return after.contact;
  }

  async seen(id: Id, upTo: Id): Promise<void> {
    await this.ask(id, () => rest.postSeen(id, upTo));
  }

  async markUnread(id: Id): Promise<void> {
    this.keptUnread.set(id);
    await this.ask(id, () => rest.postUnread(id));
  }

  /** A message that may be followed by resolving: the feed may show it before its answer comes. */
  async posted(pending: Pending, post: () => Promise<Message>): Promise<Message> {
    const { conversation, thenResolve } = pending;
    if (!thenResolve) return post();
    this.leaving.add(conversation);
    this.posting.set(conversation, this.undoLog.begin());
    try {
      return await post();
    } catch (error) {
      this.leaving.delete(conversation);
      this.posting.get(conversation)?.(null);
      this.posting.delete(conversation);
      throw error;
    }
  }

  /** Whether this agent is about to have resolved it. */
  isLeaving(id: Id): boolean {
    return this.leaving.has(id) || resolvesSoon(this.store.get().outbox, id);
  }

  /** The answer counts where nothing newer has come by then. */
  async ask(id: Id, ask: () => Promise<Conversation>): Promise<Conversation> {
    const version = this.store.get().seqs.get(id);
    const conversation = await ask();
    this.store.dispatch({ type: "conversation", conversation, version });
    return conversation;
  }
}
