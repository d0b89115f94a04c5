import { afterEach, expect, test, vi } from "vitest";
import { Beside, type Chosen } from "../src/live/beside";
import { message } from "./samples";

const chosen = (key: string): Chosen => ({
  key, url: `blob:${key}`, file: new File(["x"], `${key}.png`), verdict: { ok: true, kind: "image", type: "image/png" },
});

function revoked(): () => unknown[] {
  const spy = vi.spyOn(URL, "revokeObjectURL").mockImplementation(() => {});
  return () => spy.mock.calls.flat();
}

afterEach(() => vi.restoreAllMocks());

test("each conversation has its own quote", () => {
  const beside = new Beside();
  const quoted = message();
  beside.setQuote(1, quoted);
  expect(beside.quote(1)).toBe(quoted);
  expect(beside.quote(2)).toBeNull();
  beside.setQuote(1, null);
  expect(beside.quote(1)).toBeNull();
});

test("files wait, with their pictures, until they are sent or removed", () => {
  const gone = revoked();
  const beside = new Beside();
  const [a, b] = [chosen("a"), chosen("b")];
  beside.setFiles(1, [a, b]);
  beside.setFiles(2, [chosen("c")]);
  expect(beside.files(1)).toEqual([a, b]);
  expect(gone()).toEqual([]);
  beside.setFiles(1, [b]);
  expect(gone()).toEqual(["blob:a"]);
  beside.setFiles(1, []);
  expect(gone()).toEqual(["blob:a", "blob:b"]);
  expect(beside.files(1)).toEqual([]);
});

test("nothing is left when the desk closes", () => {
  const gone = revoked();
  const beside = new Beside();
  beside.setFiles(1, [chosen("a")]);
  beside.setQuote(1, message());
  beside.close();
  expect(gone()).toEqual(["blob:a"]);
  expect(beside.quote(1)).toBeNull();
});
