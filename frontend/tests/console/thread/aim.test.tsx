/** A scroll to a row, while others come above it. */
// @vitest-environment jsdom
import { renderHook } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { useSteadyAim } from "../../../src/console/thread/useSteadyAim";
import { localDay } from "../../../src/ui/text/format";
import { emptyThread } from "../../../src/store/state/thread";
import { threadRows } from "../../../src/store/state/threadRows";
import { message } from "../../support/samples";

const rowsOf = (...ids: number[]) => {
  const messages = ids.map((id) =>
    message({ id, timestamp: `2026-11-21T08:00:${String(id).padStart(2, "0")}Z` }),
  );
  return threadRows({ ...emptyThread, messages, loaded: true }, [], 9, localDay, null);
};

test.each([
  ["is aimed at anew where it is by then", { index: 2, align: "start" }, [[4, { align: "start" }]]],
  ["is left alone once it is there", null, []],
  ["to the end needs no place", { index: null }, []],
])("%s", (_, scrollState, expected) => {
  const scrollToIndex = vi.fn();
  const virtualizer = { scrollState, scrollToIndex };
  const { rerender } = renderHook(({ rows }) => useSteadyAim(virtualizer, rows), {
    initialProps: { rows: rowsOf(11, 12, 13) },
  });
  rerender({ rows: rowsOf(1, 2, 11, 12, 13) });
  expect(scrollToIndex.mock.calls).toEqual(expected);
});

test("is not repeated where it stays", () => {
  const virtualizer = { scrollState: { index: 2, align: "start" }, scrollToIndex: vi.fn() };
  const { rerender } = renderHook(({ rows }) => useSteadyAim(virtualizer, rows), {
    initialProps: { rows: rowsOf(11, 12) },
  });
  rerender({ rows: rowsOf(11, 12, 13) });
  expect(virtualizer.scrollToIndex).not.toHaveBeenCalled();
});
