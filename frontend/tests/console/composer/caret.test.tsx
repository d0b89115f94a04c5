/** Where the caret is once something was picked into a text: the next key may come at once. */
// @vitest-environment jsdom
import { fireEvent, screen } from "@testing-library/react";
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
