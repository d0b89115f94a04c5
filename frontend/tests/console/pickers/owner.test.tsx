/** Whose a conversation is: choosing it, taking it over, and what else can happen. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test } from "vitest";
import { Console } from "../../../src/console/shell/Console";
import { go } from "../../../src/console/shell/useRoute";
import type { Conversation } from "../../../src/protocol";
import { capableMe, chat, openConsole, type TestConsole } from "../../support/console";
import { FakeSocket } from "../../support/fakes";
import { message, mia, page } from "../../support/samples";
import { openThreadOf, threadOf } from "../../support/thread";

const jonas = { id: 3, username: "jonas", name: "Jonas", role: "agent" };
const sam = { id: 1, username: "demo", name: "Sam" };

beforeEach(() => go({ open: null, view: "all", q: "" }));

export async function whole(change: Partial<Conversation> = {}, role = "agent"): Promise<TestConsole> {
  const me = { ...capableMe(), role };
  const console = await openConsole({ me, conversations: [chat(change)], messages: [message()] });
  console.server
    .on("GET", /^\/api\/agents\/\?inbox=7/u, page([{ ...mia, role: "agent" }, jonas], 10))
    .on("GET", /^\/api\/teams\//u, page([{ id: 4, name: "Returns" }], 10));
  await console.show(<Console />);
  await console.user.click(await screen.findByRole("option", { name: /Ana/u }));
  await openThreadOf("Ana");
  (document.activeElement as HTMLElement).blur();
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

describe("the owner's picker", () => {
  test("lists the agent, colleagues, teams and nobody, and marks who has it", async () => {
    const console = await whole({ assignee: mia });
    const list = await open(console);
    await list.findByRole("option", { name: "Jonas" });
    const names = list.getAllByRole("option").map((one) => one.querySelector("bdi")?.textContent);
    expect(names).toEqual(["You", "Jonas", "Mia", "Returns", "Nobody"]);
    expect(list.getByRole("option", { selected: true, name: "Mia" })).toBeTruthy();
  });

  test("says who is there, and has them first; where a colleague's name stands it says so, too", async () => {
    const console = await whole({ assignee: mia });
    const says = (agents: object) =>
      act(async () => FakeSocket.last.says({ op: "availability", agents, choice: null }));
    await says({ [mia.id]: "online" });
    let list = await open(console);
    await list.findByRole("option", { name: /^Jonas\s*Offline$/u });
    const names = () => list.getAllByRole("option").map((one) => one.querySelector("bdi")?.textContent);
    expect(names()).toEqual(["You", "Mia", "Jonas", "Returns", "Nobody"]);
    expect(list.getByRole("option", { name: /^Mia\s*Online$/u })).toBeTruthy();
    // While it is open the words change and nothing moves: somebody may be about to click.
    await says({ [mia.id]: "away", 3: "online" });
    expect(list.getByRole("option", { name: /^Jonas\s*Online$/u })).toBeTruthy();
    expect(names()).toEqual(["You", "Mia", "Jonas", "Returns", "Nobody"]);
    await console.user.keyboard("{Escape}");
    list = await open(console);
    expect(names()).toEqual(["You", "Jonas", "Mia", "Returns", "Nobody"]);
    await console.user.keyboard("{Escape}");
    expect(await screen.findByRole("button", { name: "Owner: Mia (away)" })).toBeTruthy();
  });

  test("is narrowed by typing, and Enter gives it away", async () => {
    const console = await whole();
    answers(console, { assignee: jonas });
    const list = await open(console);
    await list.findByRole("option", { name: "Jonas" });
    await console.user.keyboard("jón");
    expect(list.getAllByRole("option")).toHaveLength(1);
    await console.user.keyboard("{Enter}");
    await waitFor(() => expect(patched(console)).toEqual([{ assignee: 3, assignee_was: null }]));
    expect(await screen.findByRole("button", { name: "Owner: Jonas" })).toBeTruthy();
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("gives the focus back when it is left with Escape", async () => {
    const console = await whole();
    await open(console);
    await console.user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Owner: Unassigned" }));
    expect(threadOf("Ana")).toBeTruthy();
  });

  test("a team has it, and nobody in particular", async () => {
    const console = await whole({ assignee: sam });
    answers(console, { team: { id: 4, name: "Returns" } });
    const list = await open(console);
    await console.user.click(await list.findByRole("option", { name: "Returns" }));
    await waitFor(() => expect(patched(console)).toEqual([{ assignee: null, team: 4, assignee_was: 1 }]));
    await console.user.click(await screen.findByRole("button", { name: "Owner: Returns" }));
    const chosen = within(await picker()).getByRole("option", { selected: true });
    expect(chosen.querySelector("bdi")?.textContent).toBe("Returns");
  });

  test("choosing who has it asks nothing of the server", async () => {
    const console = await whole({ assignee: mia });
    const list = await open(console);
    await console.user.click(list.getByRole("option", { name: "Mia" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(patched(console)).toEqual([]);
  });

  test("says that colleagues could not be loaded, and the rest can be chosen", async () => {
    const console = await whole();
    console.server.refuses("GET", /^\/api\/agents\//u, 403, { detail: "No." });
    const list = await open(console);
    expect((await list.findAllByText("The list could not be loaded.")).length).toBeGreaterThan(0);
    expect(list.getByRole("option", { name: "You" })).toBeTruthy();
  });

  test("says that the server is silent", async () => {
    const console = await whole();
    console.server.on("GET", /^\/api\/agents\//u, new Error("no network"));
    const list = await open(console);
    expect((await list.findAllByText("The server does not answer. Trying again…")).length).toBeGreaterThan(0);
  });

  test("a colleague who is gone by now is refused with the server's sentence", async () => {
    const console = await whole();
    const sentence = "This agent does not exist, or is not active any more.";
    console.server.refuses("PATCH", /./u, 400, { code: "invalid", errors: { assignee: [sentence] } });
    const list = await open(console);
    await console.user.click(await list.findByRole("option", { name: "Jonas" }));
    expect(await screen.findByText(`That did not work: ${sentence}`)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Owner: Unassigned" })).toBeTruthy();
  });
});

describe("what a colleague has", () => {
  const question = (name: RegExp) => screen.findByRole("dialog", { name });

  test("is taken over after a question", async () => {
    const console = await whole({ assignee: mia });
    answers(console, { assignee: sam });
    await console.user.keyboard("a");
    await question(/^Mia has it\. Take over\?$/u);
    expect(patched(console)).toEqual([]);
    await console.user.keyboard("{Enter}");
    await waitFor(() => expect(patched(console)).toEqual([{ assignee: 1, assignee_was: 2 }]));
    expect(await screen.findByRole("button", { name: "Owner: You" })).toBeTruthy();
  });

  test("or left with them", async () => {
    const console = await whole({ assignee: mia });
    await console.user.keyboard("a");
    const dialog = within(await question(/Take over/u));
    await console.user.click(dialog.getByText("Leave it with Mia"));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(patched(console)).toEqual([]);
  });

  test.each([
    ["Jonas", "Mia has it. Give it to Jonas?", { assignee: 3, assignee_was: 2 }],
    ["Nobody", "Mia has it. Unassign?", { assignee: null, assignee_was: 2 }],
  ])("is not given to %s without a question", async (to, title, change) => {
    const console = await whole({ assignee: mia });
    answers(console, {});
    const list = await open(console);
    await console.user.click(await list.findByRole("option", { name: to }));
    await screen.findByRole("dialog", { name: title });
    await console.user.keyboard("{Enter}");
    await waitFor(() => expect(patched(console)).toEqual([change]));
  });

  test("since a moment ago: says who was faster, and asks", async () => {
    const console = await whole();
    const since = new Date(Date.now() - 4000).toISOString();
    const taken = { code: "already_assigned", assignee: mia, assigned_at: since };
    console.server.refuses("PATCH", /./u, 409, taken);
    await console.user.keyboard("a");
    await question(/^Mia took it [45] s ago\. Take over\?$/u);
    answers(console, { assignee: sam });
    await console.user.keyboard("{Enter}");
    await waitFor(() =>
      expect(patched(console)).toEqual([
        { assignee: 1, assignee_was: null },
        { assignee: 1, assignee_was: 2 },
      ]),
    );
  });

  test("offline nothing is taken, and that is said", async () => {
    const console = await whole();
    console.server.on("PATCH", /./u, new Error("no network"));
    await console.user.keyboard("a");
    expect(await screen.findByText("That did not work: the server does not answer.")).toBeTruthy();
  });
});

describe("by the keyboard", () => {
  test("a takes what is nobody's", async () => {
    const console = await whole();
    answers(console, { assignee: sam });
    await console.user.keyboard("a");
    await waitFor(() => expect(patched(console)).toEqual([{ assignee: 1, assignee_was: null }]));
  });

  test("Shift+A opens the picker, also on a row without a conversation open", async () => {
    const console = await whole();
    await console.user.keyboard("{Escape}");
    await screen.findByText("No conversation open");
    await console.user.keyboard("{Shift>}A{/Shift}");
    await picker();
    answers(console, { assignee: sam });
    await console.user.keyboard("{Enter}");
    await waitFor(() => expect(patched(console)).toEqual([{ assignee: 1, assignee_was: null }]));
  });

  test("keys are commands again at once when it is closed", async () => {
    const console = await whole();
    await console.user.keyboard("{Shift>}A{/Shift}");
    await picker();
    await console.user.keyboard("{Escape}");
    answers(console, { status: "resolved" });
    await console.user.keyboard("e");
    await waitFor(() => expect(patched(console)).toEqual([{ status: "resolved" }]));
  });
});
