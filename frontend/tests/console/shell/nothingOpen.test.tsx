/** The right side while nothing is open, and an agent who sees no inbox. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { Console } from "../../../src/console/shell/Console";
import { NothingOpen } from "../../../src/console/shell/NothingOpen";
import { simulatorUrl } from "../../../src/console/shell/installation";
import { go } from "../../../src/console/shell/useRoute";
import { en } from "../../../src/console/i18n/en";
import { fakePage } from "../../support/page";
import { capableMe, chat, openConsole } from "../../support/console";
import { page } from "../../support/samples";

beforeEach(() => go({ open: null, view: "all", q: "" }));
afterEach(() => document.querySelector('meta[name="simulator"]')?.remove());

function withSimulator(): void {
  const meta = document.createElement("meta");
  meta.name = "simulator";
  meta.content = "/simulator/";
  document.head.append(meta);
}

describe("nothing open", () => {
  const waits = chat({ waiting_since: "2026-11-21T08:00:00Z" });

  test("shows the numbers, who waits longest and three keys", async () => {
    const console = await openConsole({ conversations: [waits] });
    console.server.on("GET", /\/conversations\/counts/u, {
      counts: { "view:waiting": 3, "view:mine": 0 },
      most: 1000,
      feed: { 7: { epoch: "ab12", seq: 10 } },
    });
    await console.show(<NothingOpen />);
    const list = within(await screen.findByRole("region", { name: "Waiting longest" }));
    await console.user.click(await list.findByRole("button", { name: /Ana.*waiting/u }));
    expect(location.hash).toContain("/9");
    const keys = [...document.querySelectorAll(".three-keys dt")];
    expect(keys).toHaveLength(3);
    await console.user.click(screen.getByRole("button", { name: /Waiting$/u }));
    expect(location.hash).toMatch(/^#\/waiting/u);
  });

  test("shows what was done today, and asks again when something was", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    onTestFinished(() => void vi.useRealTimers());
    const console = await openConsole({ conversations: [waits] });
    const figures = (answered: number) => ({ answered, resolved: 2, first_reply_seconds: 250 });
    console.server.on("GET", /\/figures\/\?minutes=\d+$/u, figures(7));
    await console.show(<NothingOpen />);
    const of = (name: string) => screen.getByText(name).nextElementSibling?.textContent;
    await waitFor(() => expect(of("Answered")).toBe("7"));
    expect(of("Resolved")).toBe("2");
    expect(of("Median first reply")).toBe("4 min");
    const count = (waiting: number): void =>
      act(() => {
        const { store } = console.client;
        store.dispatch({ type: "countsAsked" });
        const feed = { 7: { epoch: "ab12", seq: 10 } };
        store.dispatch({ type: "counts", answer: { counts: { "view:waiting": waiting }, most: 1000, feed } });
      });
    count(1);
    expect(screen.getByRole("button", { name: /^1 Waiting/u })).toBeTruthy();
    console.server.on("GET", /\/figures\//u, figures(8));
    count(0);
    expect(screen.getByRole("button", { name: /^0 Waiting/u })).toBeTruthy();
    expect(of("Answered")).toBe("7");
    await act(() => vi.advanceTimersByTimeAsync(20_000));
    await waitFor(() => expect(of("Answered")).toBe("8"));
    expect(console.server.count("GET", /\/figures\//u)).toBe(2);
  });

  test("begins anew with the day, whatever happens", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date(2026, 10, 21, 23, 59, 30) });
    onTestFinished(() => void vi.useRealTimers());
    const console = await openConsole({ conversations: [waits] });
    console.server.on("GET", /\/figures\//u, { answered: 7, resolved: 2, first_reply_seconds: 250 });
    await console.show(<NothingOpen />);
    const of = (name: string) => screen.getByText(name).nextElementSibling?.textContent;
    await waitFor(() => expect(of("Answered")).toBe("7"));
    console.server.on("GET", /\/figures\/\?minutes=[12]$/u, {
      answered: 0,
      resolved: 0,
      first_reply_seconds: null,
    });
    await act(() => vi.advanceTimersByTimeAsync(40_000));
    await waitFor(() => expect(of("Answered")).toBe("0"));
  });

  test("has no figure for what is not known, or was not done", async () => {
    const console = await openConsole({ conversations: [] });
    console.server.on("GET", /\/figures\//u, { answered: 0, resolved: 0, first_reply_seconds: null });
    await console.show(<NothingOpen />);
    const of = (name: string) => screen.getByText(name).nextElementSibling?.textContent;
    await waitFor(() => expect(of("Answered")).toBe("0"));
    expect(of("Median first reply")).toBe("–");
  });

  test("says when nobody waits", async () => {
    const console = await openConsole({ conversations: [] });
    await console.show(<NothingOpen />);
    expect(await screen.findByText("Nobody waits for an answer.")).toBeTruthy();
  });
});

describe("without an inbox", () => {
  const people = [
    { id: 5, username: "sue", name: "Sue Super", role: "supervisor" },
    { id: 6, username: "ada", name: "Ada Admin", role: "admin" },
    { id: 8, username: "alf", name: "Alf Agent", role: "agent" },
  ];

  async function as(role: string, uses_admin = false) {
    const console = await openConsole({
      me: { ...capableMe(), role, uses_admin, inboxes: [] },
      conversations: [],
    });
    console.server.on("GET", /\/api\/agents\//u, page(people, 10));
    await console.show(<NothingOpen />);
    return console;
  }

  test("an agent reads whom to ask, by name", async () => {
    await as("agent");
    expect(
      await screen.findByText(
        "Ask Sue Super or Ada Admin to make you a member of one. Its conversations are here then.",
      ),
    ).toBeTruthy();
    expect(screen.queryByRole("link")).toBeNull();
  });

  test("a supervisor reads which admin connects a number", async () => {
    await as("supervisor", true);
    expect(
      await screen.findByText("Ask Ada Admin to connect a WhatsApp number. Its conversations are here then."),
    ).toBeTruthy();
  });

  test("an admin is shown the way, if they may go it", async () => {
    await as("admin", true);
    expect((await screen.findByRole<HTMLAnchorElement>("link", { name: "Connect a number" })).pathname).toBe(
      "/admin/messaging/inbox/add/",
    );
    expect(screen.getByRole("link", { name: "Invite people" })).toBeTruthy();
    expect(screen.queryByRole("link", { name: /simulator/u })).toBeNull();
  });

  test("no link to an admin that this account may not use", async () => {
    await as("admin", false);
    expect(await screen.findByText(/Your account may not use the admin/u)).toBeTruthy();
    expect(screen.queryByRole("link")).toBeNull();
  });

  test("the simulator is named where there is one", async () => {
    withSimulator();
    await as("agent");
    expect(await screen.findByRole("link", { name: "Try it with the simulator" })).toBeTruthy();
  });

  test.each([
    ["side by side", "pointer: fine"],
    ["one at a time", "max-width: 899px"],
  ])("is said once where panes stand %s, and nothing is In sync", async (_, media) => {
    fakePage((query) => query.includes(media));
    const console = await openConsole({ me: { ...capableMe(), inboxes: [] }, conversations: [] });
    console.server.on("GET", /\/api\/agents\//u, page(people, 10));
    await console.show(<Console />);
    expect(await screen.findAllByText("You see no inbox yet")).toHaveLength(1);
    expect(screen.queryByText("In sync")).toBeNull();
  });
});

test("no sentence of an empty list names a page that may not be there", () => {
  const { allPlayed: _, ...always } = en.list.empty;
  expect(JSON.stringify(always)).not.toMatch(/phone page|simulator/iu);
  expect(simulatorUrl(true)).toBeNull();
  act(withSimulator);
  expect(simulatorUrl(true)).toBe("/simulator/");
});
