/** Who else is in the open conversation: faces in its head, and who writes above the composer. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { FakeSocket } from "../../support/fakes";
import { openPane } from "../../support/pane";

const mia = { id: 2, name: "Mia" };
const ben = { id: 3, name: "Ben" };

async function hear(...frames: object[]): Promise<void> {
  const about = { op: "presence", inbox: 7, conversation: 9, mode: "viewing", note: false, ttl: 30 };
  await act(async () => {
    for (const frame of frames) FakeSocket.last.says({ ...about, ...frame });
    await Promise.resolve();
  });
}

const faces = (): string[] =>
  within(screen.getByRole("list", { name: "Also here" }))
    .getAllByRole("listitem")
    .map(({ title }) => title);

const said = (op: string): unknown[] =>
  FakeSocket.last.sent.filter((frame) => (frame as { op: string }).op === op);

test("colleagues who look, and oneself in another tab", async () => {
  const { client } = await openPane();
  expect(screen.queryByRole("list", { name: "Also here" })).toBeNull();
  await hear({ agent: { id: client.me.id, name: client.me.name }, socket: "a" }, { agent: mia, socket: "b" });
  expect(faces()).toEqual(["Mia is looking", "You, in another tab"]);
  await hear({ agent: mia, socket: "b", ttl: 0 }, { agent: ben, socket: "c", conversation: 8 });
  expect(faces()).toEqual(["You, in another tab"]);
});

test("who writes, and what", async () => {
  const { client } = await openPane();
  const writes = { mode: "typing", ttl: 6 };
  await hear({ ...writes, agent: mia, socket: "b" });
  expect(screen.getByText("Mia is typing…")).toBeTruthy();
  await hear({ ...writes, agent: mia, socket: "b", note: true });
  expect(screen.getByText("Mia is writing a note…")).toBeTruthy();
  await hear({ ...writes, agent: ben, socket: "c" });
  expect(screen.getByText("Mia and Ben are typing…")).toBeTruthy();
  await hear({ ...writes, agent: mia, socket: "b", ttl: 0 }, { ...writes, agent: ben, socket: "c", ttl: 0 });
  expect(screen.queryByText(/are typing/u)).toBeNull();
  await hear({ ...writes, agent: { id: client.me.id, name: "x" }, socket: "d" });
  expect(screen.getByText("You type in another tab…")).toBeTruthy();
});

test("what this window says of its agent", async () => {
  const { user } = await openPane();
  await waitFor(() => expect(said("viewing")).toEqual([{ op: "viewing", conversation: 9 }]));
  const box = screen.getByRole("textbox", { name: "Reply to Ana" });
  await user.type(box, "Hel");
  expect(said("typing")).toEqual([{ op: "typing", conversation: 9, note: false }]);
  await user.clear(box);
  expect(said("typing").at(-1)).toEqual({ op: "typing", conversation: null });
  await user.click(screen.getByRole("button", { name: "Note" }));
  await user.type(screen.getByRole("textbox", { name: "Note to colleagues" }), "Hm");
  expect(said("typing").at(-1)).toEqual({ op: "typing", conversation: 9, note: true });
});

test("that a colleague has a draft, while they do not write", async () => {
  await openPane();
  const draft = { mode: "draft", agent: mia, socket: "9 reply", ttl: 86_400 };
  await hear(draft);
  expect(screen.getByText("Mia has a draft")).toBeTruthy();
  expect(screen.queryByRole("list", { name: "Also here" })).toBeNull();
  await hear({ mode: "typing", agent: mia, socket: "b", ttl: 6 });
  expect(screen.queryByText("Mia has a draft")).toBeNull();
  await hear({ mode: "typing", agent: mia, socket: "b", ttl: 0 }, { ...draft, agent: ben });
  expect(screen.getByText("2 colleagues have drafts")).toBeTruthy();
  await hear({ ...draft, ttl: 0 }, { ...draft, agent: ben, ttl: 0 });
  expect(screen.queryByText(/draft/u)).toBeNull();
});
