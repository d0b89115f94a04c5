/** What nobody is to have: of whom it is taken, and that its team stays. */
// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { Console } from "../../../src/console/shell/Console";
import { go } from "../../../src/console/shell/useRoute";
import type { Conversation } from "../../../src/protocol";
import { chat, openConsole, type TestConsole } from "../../support/console";
import { message, mia, page } from "../../support/samples";
import { openThreadOf } from "../../support/thread";

const sam = { id: 1, username: "demo", name: "Sam" };
const jonas = { id: 3, username: "jonas", name: "Jonas", role: "agent" };

beforeEach(() => go({ open: null, view: "all", q: "" }));

async function whole(change: Partial<Conversation>): Promise<TestConsole> {
  const console = await openConsole({ conversations: [chat(change)], messages: [message()] });
  console.server
    .on("GET", /^\/api\/agents\/\?inbox=7/u, page([{ ...mia, role: "agent" }, jonas], 10))
    .on("GET", /^\/api\/teams\//u, page([{ id: 4, name: "Returns" }], 10));
  await console.show(<Console />);
  await console.user.click(await screen.findByRole("option", { name: /Ana/u }));
  await openThreadOf("Ana");
  return console;
}

const patched = ({ server }: TestConsole) => server.bodies("PATCH", /\/conversations\/9\/$/u);
const answers = ({ server }: TestConsole, change: Partial<Conversation>) =>
  server.on("PATCH", /./u, chat(change));
const picker = () => screen.findByRole("dialog", { name: "Assign to…" });

async function open({ user }: TestConsole) {
  await user.click(screen.getAllByRole("button", { name: /^Owner: / })[0] as HTMLElement);
  return within(await picker());
}

test("who loses it leaves it with its team, and that is said", async () => {
  const team = { id: 4, name: "Returns" };
  const console = await whole({ assignee: sam, team });
  answers(console, { team });
  const list = await open(console);
  await console.user.click(await list.findByRole("option", { name: /^Nobody\s*the team stays$/u }));
  await waitFor(() => expect(patched(console)).toEqual([{ assignee: null, assignee_was: 1 }]));
  expect(await screen.findByText("Ana: assigned to nobody, Returns keeps it")).toBeTruthy();
});

test("what a team alone has is taken from the team by its name", async () => {
  const console = await whole({ team: { id: 4, name: "Returns" } });
  answers(console, {});
  await console.user.click(await screen.findByRole("button", { name: "Owner: Returns" }));
  const list = within(await picker());
  expect(list.queryByRole("option", { name: /^Nobody/u })).toBeNull();
  await console.user.click(list.getByRole("option", { name: "No team" }));
  await waitFor(() => expect(patched(console)).toEqual([{ team: null }]));
  expect(await screen.findByText("Ana: no team")).toBeTruthy();
});

test("in Details, where the team stands by itself, offers agents only", async () => {
  const console = await whole({ assignee: sam, team: { id: 4, name: "Returns" } });
  answers(console, { team: { id: 4, name: "Returns" } });
  await console.user.click(screen.getByRole("button", { name: "Details" }));
  const facts = within(await screen.findByRole("complementary", { name: "Details" }));
  await console.user.click(facts.getByRole("button", { name: "Owner: You" }));
  const list = within(await picker());
  await list.findByRole("option", { name: "Jonas" });
  expect(list.queryByRole("option", { name: "Returns" })).toBeNull();
  await console.user.click(list.getByRole("option", { name: /^Nobody/u }));
  await waitFor(() => expect(patched(console)).toEqual([{ assignee: null, assignee_was: 1 }]));
  // Now that nobody has it: nothing of it is to be taken away here.
  await console.user.click(await facts.findByRole("button", { name: "Owner: Unassigned" }));
  await console.user.click(within(await picker()).getByRole("option", { name: "Nobody" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(patched(console)).toHaveLength(1);
});
