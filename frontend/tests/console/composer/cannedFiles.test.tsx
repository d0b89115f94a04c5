/** Files of a canned response go into the composer. */
// @vitest-environment jsdom
import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { box, openComposer, posted, sendButton } from "../../support/composer";

const PRICES = {
  id: 1,
  shortcode: "prices",
  title: "",
  content: "Our prices",
  uses: 3,
  scope: "shared",
  owner: null,
  team: null,
};

test("its files are copied by the server, and none of their bytes comes here", async () => {
  const console = await openComposer();
  const price = {
    id: 31,
    kind: "document",
    mime_type: "application/pdf",
    filename: "prices.pdf",
    size: 9,
    url: "/x",
  };
  const withFile = { ...PRICES, files: [price] };
  console.server.on("GET", /\/canned-responses\/\?/u, { results: [withFile], next: null, previous: null });
  const copy = { ...price, id: 77, state: "ready", url: "/api/attachments/77/file/" };
  console.server.on("POST", /\/api\/attachments\//u, copy);
  await console.user.type(box(), "/pri");
  await screen.findAllByRole("option");
  await console.user.type(box(), "{Enter}");
  expect(await screen.findByText("prices.pdf")).toBeTruthy();
  expect(console.server.bodies("POST", /\/attachments\//u)).toEqual([{ inbox: 7, canned_file: 31 }]);
  expect(console.server.count("GET", /^\/x$/u)).toBe(0);
  await console.user.click(sendButton());
  await waitFor(() => expect(posted(console)[0]).toMatchObject({ content: "Our prices", media: 77 }));
});
