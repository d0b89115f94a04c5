/**
 * Files that go out with a draft: those chosen here, with their bytes, and those that another device has uploaded. They are
 * uploaded as soon as they are chosen, so that the draft has them everywhere; one that could not be goes with its message.
 */
import type { Attachment, Capabilities, Conversation, Id } from "../../protocol";
import { postCannedCopy } from "../../protocol/rest/canned";
import { validateFile, type ChosenFile, type Verdict } from "../messages/files";
import { uploadFile } from "../sending/uploads";
import { uuid } from "../uuid";
import type { Drafts } from "./drafts";

export interface Chosen {
  readonly key: string;
  readonly file: ChosenFile;
  /** Null: they are with the server. */
  readonly bytes: File | null;
  readonly verdict: Verdict;
  /** A voice message, not a music file. */
  readonly voice: boolean;
  /** `blob:` URL, or the server's. */
  readonly url: string;
  /** Null: not there (yet). */
  readonly uploaded: Attachment | null;
}

interface Shown {
  readonly files: readonly Attachment[];
  readonly local: readonly Chosen[];
  readonly list: readonly Chosen[];
}

const NONE: readonly Chosen[] = [];

export class DraftFiles {
  private readonly local = new Map<Id, readonly Chosen[]>();
  /** The last answer, which is the same object for as long as it says the same. */
  private readonly shown = new Map<Id, Shown>();
  private readonly uploads = new Map<string, AbortController>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly drafts: Drafts) {}

  close(): void {
    for (const conversation of this.local.keys()) this.keep(conversation, NONE);
    this.listeners.clear();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const ends = this.drafts.subscribe(listener);
    this.listeners.add(listener);
    return () => {
      ends();
      this.listeners.delete(listener);
    };
  };

  list(conversation: Id): readonly Chosen[] {
    const { files } = this.drafts.get({ conversation, mode: "reply" }).content;
    const local = this.local.get(conversation) ?? NONE;
    const before = this.shown.get(conversation);
    if (before?.files === files && before.local === local) return before.list;
    const list = joined(files, local);
    this.shown.set(conversation, { files, local, list });
    return list;
  }

  add(
    { id: conversation, inbox }: Pick<Conversation, "id" | "inbox">,
    files: readonly File[],
    can: Capabilities,
    voice: boolean,
  ): void {
    const chosen = files.map((file) => ({
      key: uuid(),
      file,
      bytes: file,
      verdict: validateFile(file, can),
      voice,
      url: URL.createObjectURL(file),
      uploaded: null,
    }));
    this.keep(conversation, [...(this.local.get(conversation) ?? NONE), ...chosen]);
    for (const one of chosen) void this.upload(conversation, inbox, one);
  }

  /** Of a canned response, by their ids: none of them comes here and goes back. Rejects where one cannot be sent there. */
  async addCanned(conversation: Id, inbox: Id, files: readonly Id[]): Promise<void> {
    const copies = await Promise.allSettled(files.map((file) => postCannedCopy(inbox, file)));
    const done = copies.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    this.set(conversation, (before) => [...before, ...done]);
    for (const one of copies) if (one.status === "rejected") throw one.reason;
  }

  remove(conversation: Id, key: string): void {
    const left = this.list(conversation).find((one) => one.key === key);
    this.keep(
      conversation,
      (this.local.get(conversation) ?? NONE).filter((one) => one.key !== key),
    );
    if (left?.uploaded) this.set(conversation, (files) => files.filter(({ id }) => id !== left.uploaded?.id));
  }

  /** They have gone out with a message. */
  clear(conversation: Id): void {
    this.keep(conversation, NONE);
  }

  private async upload(conversation: Id, inbox: Id, chosen: Chosen): Promise<void> {
    const { verdict, bytes, key, file, voice } = chosen;
    if (!verdict.ok || bytes === null) return;
    const stopped = new AbortController();
    this.uploads.set(key, stopped);
    const blob = bytes.slice(0, bytes.size, verdict.type);
    const uploaded = await uploadFile(blob, { inbox, name: file.name, voice }, undefined, stopped.signal)
      // What the server says of it is said where the message is sent, which tries again.
      .catch(() => null);
    this.uploads.delete(key);
    const local = this.local.get(conversation) ?? NONE;
    if (uploaded === null || !local.some((one) => one.key === key)) return;
    const done: Chosen = { ...chosen, uploaded };
    this.local.set(
      conversation,
      local.map((one) => (one.key === key ? done : one)),
    );
    this.set(conversation, (files) => [...files, uploaded]);
  }

  private set(conversation: Id, change: (files: readonly Attachment[]) => Attachment[]): void {
    const place = { conversation, mode: "reply" } as const;
    this.drafts.edit(place, { files: change(this.drafts.get(place).content.files) });
  }

  /** Those that are no longer among them give their URLs back, and stop being uploaded. */
  private keep(conversation: Id, local: readonly Chosen[]): void {
    const before = this.local.get(conversation) ?? NONE;
    const kept = new Set(local.map(({ key }) => key));
    for (const { key, url } of before) {
      if (kept.has(key)) continue;
      URL.revokeObjectURL(url);
      this.uploads.get(key)?.abort();
    }
    if (local === before) return;
    if (local.length === 0) this.local.delete(conversation);
    else this.local.set(conversation, local);
    for (const listener of this.listeners) listener();
  }
}

/** In the order in which they were chosen; what another device has taken away is not among them. */
function joined(files: readonly Attachment[], local: readonly Chosen[]): readonly Chosen[] {
  const there = new Set(files.map(({ id }) => id));
  const own = local.filter(({ uploaded }) => uploaded === null || there.has(uploaded.id));
  const known = new Set(own.map(({ uploaded }) => uploaded?.id));
  const remote = files.filter(({ id }) => !known.has(id)).map(fromServer);
  return remote.length + own.length === 0 ? NONE : [...remote, ...own];
}

function fromServer(uploaded: Attachment): Chosen {
  const { id, kind, mime_type: type, filename: name, size, voice } = uploaded;
  return {
    key: `upload ${id}`,
    file: { name, type, size: size ?? 0 },
    bytes: null,
    verdict: { ok: true, kind, type },
    voice,
    url: uploaded.thumbnail_url ?? uploaded.url ?? "",
    uploaded,
  };
}
