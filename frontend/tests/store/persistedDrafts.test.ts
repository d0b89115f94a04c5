/** What outlives the tab: drafts in the browser's storage. */
import { expect, test } from "vitest";
import { NO_DRAFT, NOTHING } from "../../src/store/drafts/draft";
import { PersistedDrafts } from "../../src/store/drafts/persistedDrafts";
import { pendingOf } from "../../src/store/state/pending";
import { MemoryStorage } from "../support/fakes";

const storage = new MemoryStorage();
const unsent = pendingOf({
  clientId: "1",
  conversation: 9,
  content: "x",
  at: "2026-11-21T08:00:00Z",
  lastSeenSeq: 4,
  thenResolve: false,
});

test("drafts, per agent and conversation", () => {
  const persistedDrafts = new PersistedDrafts(1, storage);
  const place = { conversation: 9, mode: "reply" } as const;
  const half = { ...NO_DRAFT, content: { ...NOTHING, text: "half a sentence" } };
  persistedDrafts.setDraft(place, half);
  expect(new PersistedDrafts(1, storage).draft(place)).toEqual(half);
  expect(new PersistedDrafts(1, storage).places()).toEqual([place]);
  expect(new PersistedDrafts(2, storage).draft(place)).toBe(NO_DRAFT);
  expect(new PersistedDrafts(2, storage).places()).toEqual([]);
  expect(persistedDrafts.draft({ ...place, mode: "note" })).toBe(NO_DRAFT);
  expect(persistedDrafts.draft({ ...place, conversation: 8 })).toBe(NO_DRAFT);
  persistedDrafts.setDraft(place, NO_DRAFT);
  expect(storage.length).toBe(0);
});

test("a storage that refuses costs the memory, not the message", () => {
  const forbidden = new Proxy(storage, {
    get: () => () => {
      throw new Error("forbidden");
    },
  });
  const persistedDrafts = new PersistedDrafts(1, forbidden);
  const place = { conversation: 9, mode: "reply" } as const;
  persistedDrafts.setDraft(place, { ...NO_DRAFT, content: { ...NOTHING, text: "x" } });
  persistedDrafts.remember(unsent);
  expect(persistedDrafts.draft(place)).toBe(NO_DRAFT);
  expect(persistedDrafts.places()).toEqual([]);
  expect(persistedDrafts.outbox()).toEqual([]);
});

test("what is no draft counts as none", () => {
  storage.setItem("client.draft.1.9.reply", "{");
  storage.setItem("client.draft.1.9.note", "[]");
  const persistedDrafts = new PersistedDrafts(1, storage);
  for (const mode of ["reply", "note"] as const)
    expect(persistedDrafts.draft({ conversation: 9, mode })).toEqual(NO_DRAFT);
});
