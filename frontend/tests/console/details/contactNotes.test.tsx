/** A note on the customer while it is written. */
// @vitest-environment jsdom
import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { Details } from "../../../src/console/details/Details";
import { capableMe, chat, openConsole } from "../../support/console";

const field = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "New note on the customer" });
const OTHER = chat({ id: 8, contact: { ...chat().contact, id: 4 } });

/** In the same browser. */
async function details(conversation = chat(), me = capableMe()) {
  document.body.replaceChildren();
  const console = await openConsole({ me });
  await console.show(<Details conversation={conversation} onClose={() => {}} />);
  return console;
}

test("that is begun is there again with its customer, for this agent alone", async () => {
  const { user } = await details();
  await user.type(field(), "Rings twice");
  await details(OTHER);
  expect(field().value).toBe("");
  await details();
  expect(field().value).toBe("Rings twice");
  await details(chat(), { ...capableMe(), id: 99 });
  expect(field().value).toBe("");
});

test("is kept until the server has it, and stands before what was begun meanwhile where it was refused", async () => {
  const { user, server } = await details();
  let refuse = (): void => {};
  const refused = new Promise<Response>((resolve) => {
    refuse = () => resolve(Response.json({ detail: "No." }, { status: 400 }));
  });
  server.on("POST", /\/contacts\/3\/notes\/$/u, () => refused);
  // Also with Ctrl: it is a note that is added, whatever that sends elsewhere.
  await user.type(field(), "Rings twice{Control>}{Enter}{/Control}");
  await waitFor(() => expect(server.count("POST", /\/contacts\/3\/notes\/$/u)).toBe(1));
  expect(field().value).toBe("");
  expect(Object.values({ ...localStorage })).toContain("Rings twice");
  await user.type(field(), "Or once");
  refuse();
  await waitFor(() => expect(field().value).toBe("Rings twice\nOr once"));
});

test("is there no more once it was added, and again where it was refused", async () => {
  const { user, server } = await details();
  server.refuses("POST", /\/contacts\/3\/notes\/$/u, 400, { detail: "No." });
  await user.type(field(), "Rings twice{Enter}");
  await waitFor(() => expect(server.count("POST", /\/contacts\/3\/notes\/$/u)).toBe(1));
  await waitFor(() => expect(field().value).toBe("Rings twice"));
  const again = await details();
  expect(field().value).toBe("Rings twice");
  const note = { id: 5, client_id: "n5", contact: 3, author: null, content: "Rings twice" };
  const times = { created_at: "2026-11-21T08:00:00Z", deleted_at: null };
  again.server.on("POST", /\/contacts\/3\/notes\/$/u, { ...note, ...times });
  await again.user.type(field(), "{Enter}");
  await waitFor(() => expect(again.client.notice.get()).toMatchObject({ kind: "told" }));
  await details();
  expect(field().value).toBe("");
});
