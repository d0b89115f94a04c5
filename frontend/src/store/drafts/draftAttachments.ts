/** What hangs on texts that are not sent yet: quotes and files, by conversation. In memory: files cannot outlive the page. */
import type { Id, Message } from "../../protocol";
import type { Verdict } from "../messages/files";

export interface Chosen {
  readonly key: string;
  readonly file: File;
  readonly verdict: Verdict;
  /** `blob:` URL. */
  readonly url: string;
}

const NONE: readonly Chosen[] = [];

export class DraftAttachments {
  private readonly quotes = new Map<Id, Message>();
  private readonly chosen = new Map<Id, readonly Chosen[]>();

  quote(conversation: Id): Message | null {
    return this.quotes.get(conversation) ?? null;
  }

  setQuote(conversation: Id, message: Message | null): void {
    if (message === null) this.quotes.delete(conversation);
    else this.quotes.set(conversation, message);
  }

  files(conversation: Id): readonly Chosen[] {
    return this.chosen.get(conversation) ?? NONE;
  }

  /** The URLs of those that are no longer among them are given back. */
  setFiles(conversation: Id, files: readonly Chosen[]): void {
    const kept = new Set(files.map(({ url }) => url));
    for (const { url } of this.files(conversation)) if (!kept.has(url)) URL.revokeObjectURL(url);
    if (files.length === 0) this.chosen.delete(conversation);
    else this.chosen.set(conversation, files);
  }

  close(): void {
    for (const conversation of this.chosen.keys()) this.setFiles(conversation, NONE);
    this.quotes.clear();
  }
}
