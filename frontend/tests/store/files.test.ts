import { describe, expect, test } from "vitest";
import { accepted, validateFile, mediaBox, splitText } from "../../src/store/messages/files";

const MB = 1024 * 1024;
const can = {
  sends: ["text", "image", "video", "audio", "document"],
  media: {
    image: { types: ["image/jpeg", "image/png"], most_bytes: 5 * MB },
    video: { types: ["video/mp4"], most_bytes: 16 * MB },
    audio: { types: ["audio/ogg", "audio/mpeg"], most_bytes: 16 * MB },
    document: { types: ["application/pdf", "image/png"], most_bytes: 100 * MB },
    sticker: { types: ["image/webp"], most_bytes: MB },
  },
};

describe("which files may go", () => {
  test.each([
    [
      "a photo",
      { name: "a.jpg", type: "image/jpeg", size: MB },
      { ok: true, kind: "image", type: "image/jpeg" },
    ],
    [
      "by its ending, when the browser does not know",
      { name: "A.PDF", type: "", size: 1 },
      { ok: true, kind: "document", type: "application/pdf" },
    ],
    [
      "codecs do not matter",
      { name: "v.ogg", type: "audio/ogg; codecs=opus", size: 1 },
      { ok: true, kind: "audio", type: "audio/ogg" },
    ],
    [
      "under another name of the type",
      { name: "a.mp3", type: "audio/mp3", size: 1 },
      { ok: true, kind: "audio", type: "audio/mpeg" },
    ],
    [
      "too large for a picture, fine as a document",
      { name: "a.png", type: "image/png", size: 6 * MB },
      { ok: true, kind: "document", type: "image/png" },
    ],
    [
      "too large",
      { name: "a.jpg", type: "image/jpeg", size: 6 * MB },
      { ok: false, why: "size", kind: "image", most: 5 * MB },
    ],
    ["empty", { name: "a.jpg", type: "image/jpeg", size: 0 }, { ok: false, why: "empty" }],
    [
      "of a kind that this inbox does not send",
      { name: "a.webp", type: "image/webp", size: 1 },
      { ok: false, why: "type" },
    ],
    [
      "unknown",
      { name: "a.xyz", type: "", size: 1 },
      { ok: false, why: "type", type: "", possible: ["JPEG", "PNG", "MP4", "OGG", "MP3", "PDF"] },
    ],
  ])("%s", (_, file, expected) => {
    expect(validateFile(file, can)).toMatchObject(expected);
  });

  test.each(["text/csv", "application/vnd.ms-excel", "application/json", "", "text/plain"])(
    "takes a table called %s as the text that it is",
    (type) => {
      const media = { document: { types: ["text/plain"], most_bytes: MB, most_bytes_still: null } };
      const verdict = validateFile({ name: "prices.csv", type, size: 1 }, { ...can, media });
      expect(verdict).toEqual({ ok: true, kind: "document", type: "text/plain" });
    },
  );

  test("the file dialog offers just these", () => {
    expect(accepted(can).split(",")).toEqual(expect.arrayContaining(["image/jpeg", "application/pdf"]));
    expect(accepted(can)).not.toContain("webp");
    expect(accepted({ sends: ["text"], media: {} })).toBe("");
  });

  test("the dialog hides nothing that may go, whatever the system calls it", () => {
    const texts = { sends: ["document"], media: { document: { types: ["text/plain"], most_bytes: MB } } };
    const offered = accepted(texts).split(",");
    for (const ending of ["txt", "csv", "md", "json", "ics", "eml", "vcf", "log", "yaml"])
      expect(offered).toContain(`.${ending}`);
    expect(offered).toEqual(expect.arrayContaining(["text/plain", "text/*", "application/json"]));
    expect(accepted(can).split(",")).toEqual(
      expect.arrayContaining([".jpeg", ".opus", "audio/opus", ".pdf"]),
    );
    expect(accepted(can)).not.toContain("csv");
  });

  test.each([
    ["data.log", ""],
    ["data.tsv", "text/tab-separated-values"],
    ["notes.rst", "text/prs.fallenstein.rst"],
    ["plan.yaml", "application/x-yaml"],
  ])("%s is text", (name, type) => {
    const texts = { sends: ["document"], media: { document: { types: ["text/plain"], most_bytes: MB } } };
    expect(validateFile({ name, type, size: 1 }, texts)).toEqual({
      ok: true,
      kind: "document",
      type: "text/plain",
    });
    expect(validateFile({ name: "a.html", type: "text/html", size: 1 }, texts)).toMatchObject({
      why: "type",
    });
  });
});

describe("where the text goes", () => {
  const rules = { captions: ["image", "document"], longest_caption: 5 };
  test.each([
    ["on the first file", "abc", ["image", "audio"], { first: "", caption: "abc" }],
    ["before a file without caption", "abc", ["audio", "image"], { first: "abc", caption: "" }],
    ["before, when too long", "abcdef", ["image"], { first: "abcdef", caption: "" }],
    ["alone", "abc", [], { first: "abc", caption: "" }],
    ["characters, not bytes", "😀😀😀😀😀", ["image"], { first: "", caption: "😀😀😀😀😀" }],
  ] as const)("%s", (_, text, kinds, expected) => {
    expect(splitText(text, kinds, rules)).toEqual(expected);
  });
});

test.each([
  [640, 480, { width: 320, height: 240 }],
  [480, 640, { width: 240, height: 320 }],
  [100, 80, { width: 100, height: 80 }],
  [4000, 10, { width: 320, height: 72 }],
  [null, null, { width: 240, height: 240 }],
  [0, 5, { width: 240, height: 240 }],
])("the box of a picture of %s × %s", (width, height, box) => {
  expect(mediaBox(width, height)).toEqual(box);
});
