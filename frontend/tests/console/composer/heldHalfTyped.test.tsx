/** What is only half typed is not taken for the text that waits. */
// @vitest-environment jsdom
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openComposer } from "../../support/composer";
import { CLOSED_WINDOW } from "../../support/console";

const ROW = {
  id: 2,
  shortcode: "parcel",
  content: "{{contact.first_name}}: {{code}}.",
  uses: 9,
  scope: "shared",
  owner: null,
  team: null,
  files: [],
};

test.each([
  ["/parc", "Ana: {{code}}."],
  ["Bye :wav", "Bye 👋"],
])("%s is what stands first in its list", async (typed, whole) => {
  const { user, server } = await openComposer({ window: CLOSED_WINDOW });
  server.on("GET", /\/canned-responses\//u, { results: [ROW], next: null, previous: null });
  await user.click(screen.getByRole("button", { name: "Send when they reply" }));
  const held: HTMLTextAreaElement = screen.getByRole("textbox", { name: /Message to Ana/u });
  await user.type(held, typed);
  await screen.findAllByRole("option");
  await user.click(screen.getByRole("button", { name: "Choose a template" }));
  expect([held.value, screen.queryByRole("dialog")]).toEqual([whole, null]);
  expect(document.activeElement).toBe(held);
});
