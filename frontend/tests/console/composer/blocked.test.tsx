/** A customer who is blocked: the composer says so, and whoever may takes it back where they stand. */
// @vitest-environment jsdom
import { act, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Conversation } from "../../../src/protocol";
import { box } from "../../support/composer";
import { chat, CLOSED_WINDOW } from "../../support/console";
import { openPane, type ShownPane } from "../../support/pane";

const contact = { ...chat().contact, blocked: true };
const unblock = (): HTMLElement | null => screen.queryByRole("button", { name: "Unblock" });
const bodies = ({ server }: ShownPane) => server.bodies("PATCH", /\/contacts\/\d+\/$/u);

async function blocked(change: Partial<Conversation> = {}): Promise<ShownPane> {
  const shown = await openPane([], { contact, ...change });
  shown.server.on("PATCH", /\/contacts\/\d+\/$/u, chat().contact);
  return shown;
}

test("one click unblocks them, and the box has the focus", async () => {
  const shown = await blocked();
  expect(screen.getByText("This contact is blocked.")).toBeTruthy();
  await shown.user.click(unblock()!);
  await waitFor(() => expect(document.activeElement).toBe(box()));
  expect(bodies(shown)).toEqual([{ blocked: false }]);
});

test("by the keyboard it is the next stop", async () => {
  const { user, handle } = await blocked();
  await act(async () => handle.current?.reply());
  await user.tab();
  expect(document.activeElement).toBe(unblock());
});

test("who may not is told by whom it can be done, and asked no more", async () => {
  const { user, server, client } = await blocked();
  const detail =
    "A block holds in every inbox, and this contact writes to one that you do not see. Ask a supervisor.";
  server.on("PATCH", /\/contacts\//u, () =>
    Response.json({ code: "forbidden", detail, errors: {} }, { status: 403 }),
  );
  await user.click(unblock()!);
  await waitFor(() => expect(screen.getByText(detail)).toBeTruthy());
  expect(unblock()).toBeNull();
  expect(client.notice.get()).toBeNull();
});

test("what goes wrong otherwise can be tried again", async () => {
  const { user, server, client } = await blocked();
  server.on("PATCH", /\/contacts\//u, () =>
    Response.json({ code: "error", detail: "Later.", errors: {} }, { status: 409 }),
  );
  await user.click(unblock()!);
  await waitFor(() => expect(client.notice.get()).toMatchObject({ kind: "problem" }));
  expect(unblock()).not.toBeNull();
});

test("a colleague who unblocks them opens the box here, too", async () => {
  const { event } = await blocked();
  await event("contact.updated", chat().contact);
  expect(unblock()).toBeNull();
  expect(box()).toBeTruthy();
});

test("after the window, too, the block is the first that stands in the way", async () => {
  await blocked({ window: CLOSED_WINDOW });
  expect(unblock()).not.toBeNull();
  expect(screen.queryByRole("button", { name: "Send a template" })).toBeNull();
});
