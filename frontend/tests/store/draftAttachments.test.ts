import { afterEach, expect, test, vi } from "vitest";
import { DraftAttachments, type Chosen } from "../../src/store/drafts/draftAttachments";
import { message } from "../support/samples";

const chosen = (key: string): Chosen => ({
  key,
  url: `blob:${key}`,
  file: new File(["x"], `${key}.png`),
  verdict: { ok: true, kind: "image", type: "image/png" },
});

function revoked(): () => unknown[] {
  const spy = vi.spyOn(URL, "revokeObjectURL").mockImplementation(() => {});
  return () => spy.mock.calls.flat();
}

afterEach(() => vi.restoreAllMocks());

test("each conversation has its own quote", () => {
  const draftAttachments = new DraftAttachments();
  const quoted = message();
  draftAttachments.setQuote(1, quoted);
  expect(draftAttachments.quote(1)).toBe(quoted);
  expect(draftAttachments.quote(2)).toBeNull();
  draftAttachments.setQuote(1, null);
  expect(draftAttachments.quote(1)).toBeNull();
});

test("files wait, with their pictures, until they are sent or removed", () => {
  const gone = revoked();
  const draftAttachments = new DraftAttachments();
  const [a, b] = [chosen("a"), chosen("b")];
  draftAttachments.setFiles(1, [a, b]);
  draftAttachments.setFiles(2, [chosen("c")]);
  expect(draftAttachments.files(1)).toEqual([a, b]);
  expect(gone()).toEqual([]);
  draftAttachments.setFiles(1, [b]);
  expect(gone()).toEqual(["blob:a"]);
  draftAttachments.setFiles(1, []);
  expect(gone()).toEqual(["blob:a", "blob:b"]);
  expect(draftAttachments.files(1)).toEqual([]);
});

test("nothing is left when the console closes", () => {
  const gone = revoked();
  const draftAttachments = new DraftAttachments();
  draftAttachments.setFiles(1, [chosen("a")]);
  draftAttachments.setQuote(1, message());
  draftAttachments.close();
  expect(gone()).toEqual(["blob:a"]);
  expect(draftAttachments.quote(1)).toBeNull();
});
