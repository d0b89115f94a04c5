/** What stands in a bubble, as the browser gets it. */
import type { ReactElement } from "react";
import { describe, expect, test } from "vitest";
import { decodeMessage, type Attachment } from "../../src/protocol";
import { estimatedHeight } from "../../src/store/messages/heights";
import { asMessage, pendingOf } from "../../src/store/state/pending";
import { Ticks } from "../../src/console/shared/Ticks";
import { MessageBadges } from "../../src/console/bubble/MessageBadges";
import { Media } from "../../src/console/bubble/media/Media";
import { markup } from "../support/render";
import { attachment, message } from "../support/samples";

/** The file of a picture that no browser may be asked to decode. */
const FILE = "/api/attachments/4/file";
const SMALL = "/api/attachments/4/thumbnail";
const bomb = (change: Partial<Attachment> = {}): Attachment =>
  attachment({
    filename: "large.png",
    mime_type: "image/png",
    size: 48 * 1024,
    width: null,
    height: null,
    ...change,
  });

function images(element: ReactElement): string[] {
  return [...markup(element).matchAll(/<img[^>]* src="([^"]*)"/gu)].map(([, src]) => src ?? "");
}

describe("a picture that the server did not measure", () => {
  test.each(["image", "sticker"] as const)("is a file to be saved: %s", (kind) => {
    const shown = markup(<Media attachment={bomb({ kind })} />);
    expect(shown).not.toContain("<img");
    expect(shown).toContain(`href="${FILE}"`);
    expect(shown).toContain("large.png");
    expect(shown).toContain("PNG · 48 KB");
    expect(shown).toContain("download=");
  });

  test("takes the place of a file", () => {
    const high = (file: Attachment): number =>
      estimatedHeight({
        type: "message",
        key: "1",
        joined: false,
        message: message({ kind: "image", attachments: [file] }),
      });
    expect(high(bomb())).toBeLessThan(high(attachment()));
    expect(high(bomb())).toBe(high(attachment({ kind: "document" })));
  });

  test("is announced like any other while it comes", () => {
    const coming = markup(<Media attachment={bomb({ state: "pending", url: null })} />);
    expect(coming).toContain("aspect-ratio");
  });
});

describe("pictures that are shown", () => {
  test.each([
    ["with a small one", attachment({ thumbnail_url: SMALL }), [SMALL]],
    ["that is small itself", attachment({ width: 20, height: 20 }), [FILE]],
    [
      "a sticker, whole, for it may move",
      attachment({ kind: "sticker", thumbnail_url: SMALL, width: 512, height: 512 }),
      [FILE],
    ],
  ] as const)("%s", (_, file, expected) => {
    expect(images(<Media attachment={file} />)).toEqual(expected);
  });

  test.each(["image", "sticker"] as const)("one that is still going up, from this browser: %s", (kind) => {
    const file = { kind, name: "a.png", type: "image/png", size: 1000, voice: false };
    const sent = {
      clientId: "c",
      conversation: 9,
      content: "",
      at: "2026-11-21T08:00:00Z",
      lastSeenSeq: null,
      thenResolve: false,
    };
    const { attachments } = asMessage(pendingOf({ ...sent, kind, file }), "blob:local");
    expect(attachments.flatMap((one) => images(<Media attachment={one} />))).toEqual(["blob:local"]);
  });
});

describe("where a message comes from", () => {
  const marks = (context: object): string =>
    markup(<MessageBadges message={message({ payload: { context } })} />);

  test("the product that it asks about", () => {
    const shown = marks({ referred_product: { catalog_id: "7001", product_retailer_id: "SKU-7" } });
    expect(shown).toContain("About the product <bdi>SKU-7</bdi> (catalogue 7001)");
    expect(shown.match(/class="bubble-hint badge-line"/gu)).toHaveLength(1);
  });

  test("beside other marks", () => {
    const shown = marks({ forwarded: true, referred_product: { product_retailer_id: "SKU-7" } });
    expect(shown).toContain("Forwarded");
    expect(shown).toContain("SKU-7");
  });

  test("nothing", () => {
    expect(marks({ id: "wamid.1" })).toBe("");
  });
});

test("that a voice note was played is a line of the timeline, and no status", () => {
  const timeline = [{ status: "played", at: "2026-11-21T08:00:02Z", provider_at: "2026-11-21T08:00:01Z" }];
  const found = decodeMessage(
    { ...message({ direction: "outbound", kind: "audio", status: "read" }), timeline },
    "message",
  );
  expect(found.timeline.map(({ status }) => status)).toEqual(["played"]);
  expect(markup(<Ticks direction="outbound" status="played" />)).toContain("Played");
});
