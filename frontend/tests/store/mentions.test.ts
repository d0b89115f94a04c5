import { describe, expect, test } from "vitest";
import {
  addressedBy,
  matching,
  mentionParts,
  mentionsIn,
  typedMention,
  unreadMentions,
  withMention,
} from "../../src/store/notes/mentions";
import { newNote } from "../../src/store/sending/newMessage";
import { asMessage, pendingOf } from "../../src/store/state/pending";

const mia = { kind: "agent", id: 3, name: "Mia Lindqvist", words: "mia" } as const;
const miaOnly = { kind: "agent", id: 4, name: "Mia", words: "m2" } as const;
const returns = { kind: "team", id: 3, name: "Returns", words: "" } as const;
const everybody = [mia, miaOnly, returns];

describe("somebody is looked for", () => {
  test.each([
    ["@", 1, { start: 0, end: 1, query: "" }],
    ["Ask @mi", 7, { start: 4, end: 7, query: "mi" }],
    ["Ask (@Mia L", 11, { start: 5, end: 11, query: "Mia L" }],
    ["Ask @mi later", 7, { start: 4, end: 7, query: "mi" }],
  ])("in %j at %i", (text, caret, found) => expect(typedMention(text, caret)).toEqual(found));

  test.each([
    ["ann@example.org", 15],
    ["Ask @ mi", 8],
    ["Ask @mi\nlater", 13],
    ["Ask @mia  and", 13],
    ["no sign", 7],
    [`@${"x".repeat(60)}`, 61],
  ])("not in %j at %i", (text, caret) => expect(typedMention(text, caret)).toBeNull());

  test.each([
    ["", [mia, miaOnly, returns]],
    ["lind", [mia]],
    ["MÍA l", [mia]],
    ["m2", [miaOnly]],
    ["nobody", []],
  ])("%j finds", (query, found) => expect(matching(everybody, query)).toEqual(found));

  test("and put in place of what was typed", () => {
    const text = "Ask @mi today";
    const typed = typedMention(text, 7);
    expect(typed && withMention(text, typed, mia)).toEqual({ text: "Ask @Mia Lindqvist today", caret: 18 });
    expect(withMention("@r", { start: 0, end: 2, query: "r" }, returns)).toEqual({
      text: "@Returns ",
      caret: 9,
    });
  });
});

describe("names in a text", () => {
  test("the longest counts, and only whole ones", () => {
    expect(mentionsIn("@Mia Lindqvist, not @Miami or x@Mia", everybody)).toEqual([mia]);
    expect(mentionsIn("@Mia and @Returns and @Mia", everybody)).toEqual([miaOnly, returns]);
  });

  test("parts are the whole text", () => {
    const text = "Hi @Mia Lindqvist!";
    expect(
      mentionParts(text, everybody)
        .map((part) => part.text)
        .join(""),
    ).toBe(text);
    expect(mentionParts("", everybody)).toEqual([]);
  });

  test("a name that is typed away is mentioned no more", () => {
    expect(mentionsIn("Hi @Mia Lindqvis", [mia])).toEqual([]);
  });
});

describe("a note on its way", () => {
  const pending = pendingOf({
    clientId: "6f1d3c5e-0a53-4c39-9a34-3a7a2f8f3c10",
    conversation: 9,
    kind: "note",
    content: "Ask @Returns",
    payload: { mentions: [{ kind: "team", id: 3, name: "Returns" }], mentioned: [] },
    at: "2026-01-02T03:04:05Z",
    lastSeenSeq: 7,
    thenResolve: false,
  });

  test("is a note from the first bubble on", () =>
    expect(asMessage(pending, null)).toMatchObject({ direction: "note", kind: "note", status: "received" }));

  test("names whom it names, and nothing of a reply", () =>
    expect(newNote(pending)).toEqual({
      content: "Ask @Returns",
      client_id: pending.clientId,
      mentions: [{ kind: "team", id: 3 }],
    }));
});

test("who is addressed is in the payload of notes only", () => {
  expect(addressedBy({ payload: { text: { body: "Hi" } } })).toEqual({ named: [], agents: [] });
  const conversation = { mentioned: [{ agent: 3, unread: 2 }] };
  expect([unreadMentions(conversation, 3), unreadMentions(conversation, 4)]).toEqual([2, 0]);
});
