/** Where the caret is once something was picked into a text: the next key may come at once. */
// @vitest-environment jsdom
import { act, fireEvent, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { box, openComposer } from "../../support/composer";

const TRACKING = { id: 2, shortcode: "parcel", content: "Hi {{contact.first_name}}: {{code}}.", uses: 9 };

test("the next key is typed into the first blank, however soon it comes", async () => {
  const { server, user } = await openComposer();
  const row = { ...TRACKING, scope: "shared", owner: null, team: null, files: [] };
  server.on("GET", /\/canned-responses\//u, { results: [row], next: null, previous: null });
  await user.type(box(), "/parcel");
  await screen.findAllByRole("option");
  fireEvent.keyDown(box(), { key: "Enter" });
  // No frame is drawn meanwhile.
  await Promise.resolve();
  const { value, selectionStart, selectionEnd } = box();
  expect(value.slice(selectionStart, selectionEnd)).toBe("{{code}}");
});

test("so it is behind an emoji that was named in the middle of a text", async () => {
  const { user } = await openComposer();
  await user.type(box(), "See you!");
  await user.type(box(), " :wav", { initialSelectionStart: 3, initialSelectionEnd: 3 });
  fireEvent.keyDown(box(), { key: "Enter" });
  await Promise.resolve();
  const { value, selectionStart } = box();
  expect([value.slice(0, selectionStart), value.slice(selectionStart)]).toEqual(["See 👋", " you!"]);
});

test("it stays behind what is typed into the slash that the menu put there", async () => {
  const { user } = await openComposer();
  await user.type(box(), "Hi");
  await user.click(screen.getByRole("button", { name: "Attach" }));
  fireEvent.click(screen.getByRole("button", { name: "Canned response" }));
  await Promise.resolve();
  expect(document.activeElement).toBe(box());
  expect([box().value, box().selectionStart]).toEqual(["Hi /", 4]);
  fireEvent.change(box(), { target: { value: "Hi /p" } });
  await act(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  expect(box().selectionStart).toBe(5);
});
