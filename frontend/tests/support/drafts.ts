/** Drafts as the server shows them. */
import type { DraftContent, DraftFrame, SavedDraft } from "../../src/protocol";
import type { DraftGiven } from "../../src/protocol/rest/drafts";
import { NOTHING } from "../../src/store/drafts/draft";
import { Drafts } from "../../src/store/drafts/drafts";
import { DraftSync } from "../../src/store/drafts/draftSync";
import { PersistedDrafts } from "../../src/store/drafts/persistedDrafts";
import { MemoryStorage } from "./fakes";
import { page } from "./samples";
import { FakeServer } from "./server";

export function content(text: string, change: Partial<DraftContent> = {}): DraftContent {
  return { ...NOTHING, text, ...change };
}

export function savedDraft(text: string, revision: number, change: Partial<SavedDraft> = {}): SavedDraft {
  return {
    conversation: 9,
    mode: "reply",
    revision,
    write_id: `other ${revision}`,
    content: content(text),
    others: [],
    ...change,
  };
}

/** The server's rule: compare and set. Its quotes and files are not looked at. */
export class FakeDrafts {
  row: SavedDraft | null = null;
  /** Bodies of all writes, refused ones too. */
  readonly puts: DraftGiven[] = [];

  put(body: DraftGiven): Response {
    this.puts.push(body);
    const { row } = this;
    const isNew = body.revision === 0 && row?.content.text === "";
    const isOther = row !== null && row.revision !== body.revision && !isNew;
    if (isOther) return Response.json({ code: "draft_changed", detail: "", draft: row }, { status: 409 });
    const revision = (row?.revision ?? 100) + 1;
    const others = body.others.map(({ text }) => content(text));
    const change = { write_id: body.write_id, mode: body.mode, others };
    this.row = savedDraft(body.content.text, revision, change);
    return Response.json(this.row);
  }
}

/** A tab with its drafts; `storage` is its browser's. */
export interface Device {
  readonly drafts: Drafts;
  readonly sync: DraftSync;
  readonly text: () => string;
  readonly others: () => string[];
  readonly type: (text: string) => void;
  readonly page: EventTarget;
}

export const PLACE = { conversation: 9, mode: "reply" } as const;

/** Devices of one agent around a server that keeps one draft; `vi.useFakeTimers` before, `close` after each test. */
export class Devices {
  readonly remote = new FakeDrafts();
  readonly server = new FakeServer();
  /** A message that was made of the draft is on its way. */
  isSending = false;
  private readonly open: Device[] = [];

  constructor() {
    const { remote } = this;
    this.takes();
    this.server.on("GET", /^\/api\/drafts\//u, () => page(remote.row?.content.text ? [remote.row] : [], 10));
  }

  /** Writes are taken. */
  takes(): void {
    this.server.on("PUT", /\/draft\/$/u, ({ body }) => this.remote.put(body as DraftGiven));
  }

  add(storage = new MemoryStorage()): Device {
    const target = new EventTarget();
    const drafts = new Drafts(new PersistedDrafts(1, storage));
    const isSending = (): boolean => this.isSending;
    const sync = new DraftSync({ drafts, isSending, page: target as unknown as Window });
    const one: Device = {
      drafts,
      sync,
      page: target,
      text: () => drafts.get(PLACE).content.text,
      others: () => drafts.get(PLACE).others.map(({ text }) => text),
      type: (text) => drafts.edit(PLACE, { text }),
    };
    this.open.push(one);
    return one;
  }

  /** The texts of all writes. */
  written(): string[] {
    return this.remote.puts.map((put) => put.content.text);
  }

  /** What the server tells the agent's windows. */
  frame(): DraftFrame {
    return { op: "draft", inbox: 7, conversation: 9, draft: this.remote.row };
  }

  close(): void {
    for (const { drafts, sync } of this.open) {
      sync.close();
      drafts.close();
    }
  }
}
