import { describe, expect, test } from "vitest";
import { DecodeError } from "../../src/protocol/decode";
import * as protocol from "../../src/protocol";
import { conversation, message } from "../support/samples";

describe("frames", () => {
  test("each of docs/protocol.md is read", () => {
    const frames = [
      { op: "subbed", inbox: 7, epoch: "ab12", head: 1300 },
      { op: "live", inbox: 7 },
      { op: "ev", i: 7, s: 1235, k: "message.created", d: {} },
      { op: "skip", i: 7, to: 1240 },
      { op: "reset", inbox: 7, head: 1300, epoch: "cd34", why: "too_old" },
      { op: "hb", heads: { "7": 1300 } },
      { op: "availability", agents: { "2": "away" }, choice: "automatic" },
      { op: "error", code: "rate", detail: "Slower." },
      { op: "bye", in: 3.2 },
    ];
    for (const frame of frames) expect(protocol.parseFrame(frame)).toEqual(frame);
  });

  test("a frame of a newer server is null, nonsense throws", () => {
    expect(protocol.parseFrame({ op: "weather", sunny: true })).toBeNull();
    for (const nonsense of [
      null,
      5,
      [],
      {},
      { op: 1 },
      { op: "ev", i: "7" },
      { op: "hb", heads: { "7": "x" } },
    ]) {
      expect(() => protocol.parseFrame(nonsense)).toThrow(DecodeError);
    }
  });
});

describe("events", () => {
  test("a kind of a newer server is unknown, not an error", () => {
    expect(protocol.parseEvent("label.created", {})).toEqual({ k: "unknown", kind: "label.created" });
  });

  test("a message kind of a newer server is shown as unsupported", () => {
    const event = protocol.parseEvent("message.created", { ...message(), kind: "hologram", extra: 1 });
    expect(event).toEqual({ k: "message.created", d: message({ kind: "unsupported" }) });
  });

  test("a resource without what matters is refused, and the error names the place", () => {
    expect(() => protocol.parseEvent("message.created", { ...message(), content: null })).toThrow(
      /message\.created\.content/,
    );
    expect(() => protocol.parseEvent("conversation.updated", { ...conversation(), unread: "2" })).toThrow(
      /unread/,
    );
  });
});

test("a page without a feed has an empty one", () => {
  const page = protocol.decodePage(protocol.decodeMessage)(
    { results: [message()], next: null, previous: null },
    "page",
  );
  expect(page.feed).toEqual({});
});
