/** What the Python tests recorded of the real server must pass the guards, with nothing altered. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { dictionary, list, number, object, string, unknown, type Decoder } from "../../src/protocol/decode";
import * as protocol from "../../src/protocol";
import { decodeCannedResponse } from "../../src/protocol/canned";
import { decodeDrafting, decodeSavedDraft } from "../../src/protocol/drafts";
import { decodeFigures } from "../../src/protocol/rest/figures";

const FOLDER = join(import.meta.dirname, "../../../tests/contract");
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith(".json")) : [];

const REST: Readonly<Record<string, Decoder<unknown>>> = {
  conversations: protocol.decodePage(protocol.decodeConversation),
  messages: protocol.decodePage(protocol.decodeMessage),
  contacts: protocol.decodePage(protocol.decodeContact),
  me: protocol.decodeMe,
  figures: decodeFigures,
  inboxes: protocol.decodePage(protocol.decodeInbox),
  newer_activity: protocol.decodeRefusal,
  window_closed: protocol.decodeRefusal,
  "canned-responses": protocol.decodePage(decodeCannedResponse),
  templates: protocol.decodePage(protocol.decodeTemplate),
  "message.note": protocol.decodeMessage,
  "message.held": protocol.decodeMessage,
  "message.template": protocol.decodeMessage,
  "message.with_file": protocol.decodeMessage,
  "message.with_reaction": protocol.decodeMessage,
  drafts: protocol.decodePage(decodeSavedDraft),
  draft: object({ drafts: list(decodeSavedDraft), drafting: list(decodeDrafting) }),
  draft_changed: object({ draft: decodeSavedDraft }),
  feed: object({
    epoch: string,
    head: number,
    events: list(object({ i: number, s: number, k: string, d: unknown })),
  }),
  "feed.reset": object({ reset: object({ epoch: string, head: number, why: string }) }),
};

function parse(name: string, sample: unknown): unknown {
  if (!name.startsWith("rest.")) return protocol.parseFrame(sample);
  const decode = REST[name.slice("rest.".length, -".json".length)] ?? dictionary(unknown);
  return decode(sample, name);
}

/** Lists gain an empty `feed` where the server sends none: only what it did send must be the same. */
function withoutDefaults(value: unknown, sample: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(sample))
    return value.map((item, index) => withoutDefaults(item, sample[index]));
  if (typeof value !== "object" || value === null || typeof sample !== "object" || sample === null)
    return value;
  const given = sample as Record<string, unknown>;
  const kept = Object.entries(value).filter(([key]) => key in given);
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutDefaults(item, given[key])]));
}

describe.skipIf(files.length === 0)("samples of the server", () => {
  test.each(files)("%s", (name) => {
    const sample = JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as unknown;
    const parsed = parse(name, sample);
    expect(parsed).not.toBeNull();
    expect(sample).toMatchObject(withoutDefaults(parsed, sample) as object);
  });

  test.each(files.filter((name) => name.startsWith("ev.")))("the resource of %s", (name) => {
    const { k, d } = JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as { k: string; d: object };
    const event = protocol.parseEvent(k, d);
    expect(event.k).toBe(k);
    expect(d).toMatchObject("d" in event ? (withoutDefaults(event.d, d) as object) : {});
  });

  test("the draft of its frame", () => {
    const sample = JSON.parse(readFileSync(join(FOLDER, "draft.json"), "utf8")) as { draft: object };
    const draft = decodeSavedDraft(sample.draft, "draft");
    expect(sample.draft).toMatchObject(withoutDefaults(draft, sample.draft) as object);
    expect(draft.content.text).toBe("Hel");
  });

  test("nothing of a conversation is left out", () => {
    const sample = readFileSync(join(FOLDER, "ev.conversation.updated.json"), "utf8");
    const { d } = JSON.parse(sample) as { d: object };
    expect(Object.keys(protocol.decodeConversation(d, "d")).toSorted()).toEqual(Object.keys(d).toSorted());
  });
});
