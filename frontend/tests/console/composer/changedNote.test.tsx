/** A note that is being changed: it is saved before its conversation is resolved, and outlives a look elsewhere. */
// @vitest-environment jsdom
import { act, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { Console } from "../../../src/console/shell/Console";
import { go } from "../../../src/console/shell/useRoute";
import { chat, openConsole } from "../../support/console";
import { me, message, page } from "../../support/samples";
import { openThreadOf } from "../../support/thread";

const author = { kind: "agent", id: me.id, username: me.username, name: me.name } as const;
const note = message({ id: 5, kind: "note", direction: "note", author, content: "Angry" });
const ben = chat({ id: 8, contact: { ...chat().contact, id: 48, name: "Ben" } });

beforeEach(() => go({ open: null, view: "all" }));

const noteBox = () => screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Note to colleagues" });
const shown = (name: string) => openThreadOf(name);

/** With "phone" typed behind the note in the conversation with Ana. */
async function changing() {
  const console = await openConsole({ conversations: [chat(), ben], messages: [note] });
  const { server, user } = console;
  server.on("GET", /\/conversations\/8\/messages\//u, page([], 10));
  server.on("PATCH", /\/conversations\/9\/$/u, ({ body }) => ({ ...chat(), ...(body as object) }));
  go({ open: 9 });
  await console.show(<Console />);
  await user.click(await screen.findByRole("button", { name: "Change this note" }));
  await user.type(await noteBox(), " phone");
  const resolved = () => server.bodies("PATCH", /\/conversations\/9\/$/u);
  return { ...console, resolved };
}

test("is saved, then the conversation is resolved, and only then comes the next one", async () => {
  const { server, user, resolved } = await changing();
  const saved = Promise.withResolvers<object>();
  server.on("PATCH", /\/notes\/5\/$/u, () => saved.promise);
  await user.keyboard("{Control>}{Shift>}{Enter}{/Shift}{/Control}");
  await waitFor(() => expect(server.bodies("PATCH", /\/notes\/5\/$/u)).toHaveLength(1));
  expect(resolved()).toEqual([]);
  expect(await shown("Ana")).toBeTruthy();
  await act(async () => saved.resolve({ ...note, content: "Angry phone" }));
  await waitFor(() => expect(resolved()).toEqual([{ status: "resolved" }]));
  expect(await shown("Ben")).toBeTruthy();
});

test("that is refused stays in the box, and the conversation open", async () => {
  const { server, user, client, resolved } = await changing();
  server.refuses("PATCH", /\/notes\/5\/$/u, 403, { code: "permission_denied", detail: "Not yours." });
  await user.keyboard("{Control>}{Shift>}{Enter}{/Shift}{/Control}");
  await waitFor(() => expect(client.notice.get()).toMatchObject({ kind: "problem" }));
  expect((await noteBox()).value).toBe("Angry phone");
  expect(resolved()).toEqual([]);
  expect(await shown("Ana")).toBeTruthy();
});

test("is there again when its conversation is", async () => {
  const { user } = await changing();
  await act(async () => go({ open: 8 }));
  await shown("Ben");
  await act(async () => go({ open: 9 }));
  await shown("Ana");
  expect((await noteBox()).value).toBe("Angry phone");
  expect(screen.getByRole("button", { name: "Save note" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Leave it as it is" }));
  expect((await noteBox()).value).toBe("");
  await act(async () => go({ open: 8 }));
  await shown("Ben");
  await act(async () => go({ open: 9 }));
  expect(await screen.findByRole("textbox", { name: "Reply to Ana" })).toBeTruthy();
});
