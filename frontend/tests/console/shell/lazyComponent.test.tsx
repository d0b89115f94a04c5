/** Parts that are loaded when they are needed, and those that are fetched before. */
// @vitest-environment jsdom
import { act, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { lazyComponent } from "../../../src/console/lazyComponent";
import { InEnglish } from "../../support/render";

const Part = ({ word }: { word: string }) => <p>{word}</p>;

test("a part that was fetched is drawn at once, with no word in its place", async () => {
  const Lazy = lazyComponent(() => Promise.resolve(Part));
  await Lazy.preload();
  render(<Lazy word="Here" />, { wrapper: InEnglish });
  expect(screen.getByText("Here")).toBeTruthy();
});

test("without that there is a word until it has come", async () => {
  const { promise, resolve } = Promise.withResolvers<typeof Part>();
  const Lazy = lazyComponent(() => promise);
  render(<Lazy word="Here" />, { wrapper: InEnglish });
  expect(screen.getByRole("status").textContent).toBe("Loading…");
  await act(async () => {
    resolve(Part);
    await promise;
  });
  expect(screen.getByText("Here")).toBeTruthy();
});

test("one that could not be fetched before is fetched when it is shown", async () => {
  const load = vi.fn(() => Promise.resolve(Part)).mockRejectedValueOnce(new TypeError("Failed to fetch"));
  const Lazy = lazyComponent(load);
  await Lazy.preload();
  await act(async () => render(<Lazy word="Here" />, { wrapper: InEnglish }));
  expect(screen.getByText("Here")).toBeTruthy();
  expect(load).toHaveBeenCalledTimes(2);
});
