/** Which team it belongs to: chosen by itself, whoever has it. */
// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test } from "vitest";
import { Console } from "../../../src/console/shell/Console";
import { go } from "../../../src/console/shell/useRoute";
import type { Conversation } from "../../../src/protocol";
import { chat, openConsole, type TestConsole } from "../../support/console";
import { message, mia, page } from "../../support/samples";
import { openThreadOf } from "../../support/thread";
import { ID, three } from "../../support/three";

const returns = { id: 4, name: "Returns" };
const billing = { id: 5, name: "Billing" };
const TEAMS = /^\/api\/teams\//u;

beforeEach(() => go({ open: null, view: "all", q: "" }));

const dialog = async () => within(await screen.findByRole("dialog", { name: "Team…" }));
const wordsOf = (one: HTMLElement) => one.querySelector("bdi")?.textContent;

describe("of the open conversation", () => {
  async function whole(change: Partial<Conversation> = {}): Promise<TestConsole> {
    const console = await openConsole({ conversations: [chat(change)], messages: [message()] });
    console.server.on("GET", TEAMS, page([returns, billing], 10));
    await console.show(<Console />);
    await console.user.click(await screen.findByRole("option", { name: /Ana/u }));
    await openThreadOf("Ana");
    await console.user.click(screen.getByRole("button", { name: "Details" }));
    (document.activeElement as HTMLElement).blur();
    return console;
  }

  const patched = ({ server }: TestConsole) => server.bodies("PATCH", /\/conversations\/9\/$/u);
  const button = (name: string) => screen.findByRole("button", { name });
  const answers = ({ server }: TestConsole, change: Partial<Conversation>) =>
    server.on("PATCH", /./u, chat(change));

  test("is chosen in Details, and its agent stays", async () => {
    const console = await whole({ assignee: mia, team: returns });
    answers(console, { assignee: mia, team: billing });
    await console.user.click(await button("Team: Returns"));
    const list = await dialog();
    await list.findByRole("option", { name: "Billing" });
    expect(list.getAllByRole("option").map(wordsOf)).toEqual(["Billing", "Returns", "No team"]);
    expect(list.getByRole("option", { selected: true, name: "Returns" })).toBeTruthy();
    await console.user.keyboard("bil{Enter}");
    await waitFor(() => expect(patched(console)).toEqual([{ team: 5 }]));
    const shown = await button("Team: Billing");
    expect(document.activeElement).toBe(shown);
    expect(screen.getAllByRole("button", { name: "Owner: Mia" })).toHaveLength(2);
    expect(await screen.findByText("Ana: team Billing")).toBeTruthy();
    await console.user.keyboard("z");
    await waitFor(() => expect(patched(console)[1]).toEqual({ team: 4, was: { team: 5 } }));
  });

  test("is taken away with t, and what it is already asks nothing of the server", async () => {
    const console = await whole({ team: returns });
    answers(console, {});
    await console.user.keyboard("t");
    await console.user.click((await dialog()).getByRole("option", { name: "Returns" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(patched(console)).toEqual([]);
    await console.user.keyboard("t");
    await console.user.click((await dialog()).getByRole("option", { name: "No team" }));
    await waitFor(() => expect(patched(console)).toEqual([{ team: null }]));
    expect(await screen.findByText("Ana: no team")).toBeTruthy();
    expect(await button("Team: No team")).toBeTruthy();
  });

  test("says that there are none, and that they could not be loaded", async () => {
    const console = await whole();
    console.server.on("GET", TEAMS, page([], 10));
    await console.user.keyboard("t");
    const none = "There are no teams yet. An administrator can add some.";
    expect(await (await dialog()).findByText(none)).toBeTruthy();
    await console.user.keyboard("{Escape}");
    console.client.queries.clear();
    console.server.refuses("GET", TEAMS, 403, { detail: "No." });
    await console.user.keyboard("t");
    expect(await (await dialog()).findByText("The list could not be loaded.")).toBeTruthy();
    expect((await dialog()).getByRole("button", { name: "Try again" })).toBeTruthy();
  });
});

test("of several at once: one request, said with its name, and nobody is asked", async () => {
  const { server, user } = await three();
  server.on("GET", TEAMS, page([returns], 10)).on("POST", /\/bulk\/$/u, {
    results: [ID["Ana"], ID["Ben"]].map((id) => ({
      id,
      name: "",
      result: "changed",
      was: { team: null },
      now: { team: 4 },
    })),
    next: null,
    remaining: 0,
  });
  await user.keyboard("jxjx");
  const bar = within(await screen.findByRole("toolbar", { name: "Selected conversations" }));
  await user.click(bar.getByRole("button", { name: "More to do with them" }));
  await user.click(await screen.findByRole("option", { name: /^Team…/u }));
  await user.click(await (await dialog()).findByRole("option", { name: "Returns" }));
  await waitFor(() => expect(server.bodies("POST", /\/bulk\/$/u)).toHaveLength(1));
  expect(server.bodies("POST", /\/bulk\/$/u)[0]).toMatchObject({ change: { team: 4 } });
  expect(await screen.findByText("2 conversations: team Returns")).toBeTruthy();
});

test("of several at once, there is nothing for a quick Enter to take away while teams are not there", async () => {
  const { server, user } = await three();
  let answer = (): void => {};
  const late = new Promise<object>((resolve) => {
    answer = () => resolve(page([returns], 10));
  });
  server.on("GET", TEAMS, () => late);
  await user.keyboard("jxjxt");
  expect(await (await dialog()).findAllByText("Loading…")).toBeTruthy();
  expect((await dialog()).queryByRole("option")).toBeNull();
  answer();
  await (await dialog()).findByRole("option", { name: "Returns" });
  expect((await dialog()).getByRole("option", { name: "No team" })).toBeTruthy();
});
