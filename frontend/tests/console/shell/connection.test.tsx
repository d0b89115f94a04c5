/** How the connection stands, and what becomes of the agent's work when it or the session ends. */
// @vitest-environment jsdom
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, test, vi } from "vitest";
import { App } from "../../../src/console/shell/App";
import { NoticeBox } from "../../../src/console/shell/NoticeBox";
import { ConnectionBar, SyncLight } from "../../../src/console/shell/ConnectionBar";
import { LoginAgain } from "../../../src/console/shell/LoginAgain";
import { go } from "../../../src/console/shell/useRoute";
import type { Link } from "../../../src/protocol/socket/socket";
import { box, openComposer, written } from "../../support/composer";
import { capableMe, chat, openConsole, type TestConsole } from "../../support/console";
import { InEnglish } from "../../support/render";
import { page } from "../../support/samples";
import { FakeServer } from "../../support/server";

const AWAY: Link = { state: "waiting", stop: null, inSync: false };
const LIVE: Link = { state: "open", stop: null, inSync: true };

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const link = (console: TestConsole, next: Link): Promise<void> =>
  act(async () => console.client.link.set(next));

async function network(isOn: boolean): Promise<void> {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(isOn);
  await act(async () => window.dispatchEvent(new Event(isOn ? "online" : "offline")));
}

describe("the light", () => {
  const light = () => document.querySelector(".sync-light") as HTMLElement;

  test.each<[Link, string]>([
    [LIVE, "In sync"],
    [{ ...LIVE, inSync: false }, "Catching up…"],
    [{ ...AWAY, state: "connecting" }, "Connecting…"],
    [AWAY, "Reconnecting…"],
    [{ ...AWAY, state: "polling" }, "Live updates blocked"],
    [{ ...AWAY, state: "stopped", stop: "forbidden" }, "Not connected"],
  ])("says it: %o", async (next, words) => {
    const console = await openConsole();
    await console.show(<SyncLight />);
    await link(console, next);
    expect(light().textContent).toBe(words);
  });

  test("is not green without a network, whatever the socket believes", async () => {
    const console = await openConsole();
    await console.show(<SyncLight />);
    await link(console, LIVE);
    expect(light().classList.contains("in-sync")).toBe(true);
    await network(false);
    expect(light().textContent).toBe("Offline");
    expect(light().classList.contains("in-sync")).toBe(false);
  });
});

test("of an agent without an inbox the light is not green, nor says In sync", async () => {
  const console = await openConsole({ me: { ...capableMe(), inboxes: [] } });
  await console.show(<SyncLight />);
  await link(console, LIVE);
  expect(screen.getByText("No inbox").classList.contains("in-sync")).toBe(false);
});

describe("the bar", () => {
  async function bar() {
    const console = await openConsole();
    await console.show(<ConnectionBar />);
    await link(console, LIVE);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    return console;
  }
  const pass = (ms: number): Promise<void> => act(async () => void vi.advanceTimersByTime(ms));
  const words = (): string => screen.queryByRole("status")?.textContent ?? "";

  test("does not come for a restart of the server", async () => {
    const console = await bar();
    await link(console, AWAY);
    await pass(2900);
    expect(words()).toBe("");
    await link(console, LIVE);
    await pass(5000);
    expect(words()).toBe("");
  });

  test("comes when it takes longer, and goes by itself", async () => {
    const console = await bar();
    await link(console, AWAY);
    await pass(3000);
    expect(words()).toContain("The connection to the server is lost.");
    await link(console, LIVE);
    expect(words()).toBe("");
  });

  test("says at once that live updates are blocked, and not that messages wait", async () => {
    const console = await bar();
    await link(console, { ...AWAY, state: "polling" });
    expect(words()).toContain("Live updates are blocked between you and the server.");
    expect(words()).not.toContain("wait");
    expect(screen.getByRole("button", { name: "Try now" })).toBeTruthy();
  });

  test("its patience begins anew with the next loss", async () => {
    const console = await bar();
    await link(console, AWAY);
    await pass(3000);
    await link(console, LIVE);
    await link(console, AWAY);
    expect(words()).toBe("");
  });

  test("its button tries at once", async () => {
    const console = await bar();
    const wake = vi.spyOn(console.client, "wake");
    await link(console, AWAY);
    await pass(3000);
    await act(async () => screen.getByRole("button", { name: "Try now" }).click());
    expect(wake).toHaveBeenCalledOnce();
  });

  test("without a network says so at once, and that writing goes on", async () => {
    await bar();
    await network(false);
    expect(words()).toContain("No network. You can go on writing");
    await network(true);
    expect(words()).toBe("");
  });

  test("after the rights are gone there is nothing to try", async () => {
    const console = await bar();
    await link(console, { state: "stopped", stop: "forbidden", inSync: false });
    expect(words()).toContain("You may not see these inboxes any more.");
    expect(screen.queryByRole("button")).toBeNull();
  });

  test("a newer console is one click away", async () => {
    const console = await bar();
    await link(console, { state: "stopped", stop: "reload", inSync: false });
    expect(screen.getByRole("button", { name: "Reload" })).toBeTruthy();
  });
});

describe("a notice", () => {
  async function notices() {
    const console = await openConsole();
    await console.show(<NoticeBox onOpen={vi.fn()} />);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    return console;
  }

  test("that only informs goes by itself", async () => {
    const { client } = await notices();
    await act(async () => client.notice.set({ kind: "caught-up", events: 1 }));
    expect(screen.getByText("Caught up, 1 event")).toBeTruthy();
    await act(async () => void vi.advanceTimersByTime(5000));
    expect(screen.queryByText("Caught up, 1 event")).toBeNull();
  });

  test("about an unsent message stays until somebody has seen it", async () => {
    const { client } = await notices();
    await act(async () => client.notice.set({ kind: "problem", text: "Not sent to Ana", conversation: 9 }));
    await act(async () => void vi.advanceTimersByTime(60_000));
    expect(screen.getByText("Not sent to Ana")).toBeTruthy();
  });
});

describe("the session", () => {
  test("has ended: the console waits underneath and goes on when the same agent is back", async () => {
    const console = await openConsole();
    console.client.loggedOut.set(true);
    const returned = vi.spyOn(console.client, "returned");
    await console.show(<LoginAgain />);
    const dialog = within(await screen.findByRole("dialog", { name: "Log in again" }));
    expect(
      dialog.getByText("Your session has ended. Your drafts and unsent messages are kept."),
    ).toBeTruthy();
    expect(dialog.getByLabelText<HTMLInputElement>("Username").value).toBe("demo");
    document.cookie = "csrftoken=t0ken";
    console.server.on("POST", /session/u, capableMe());
    await console.user.type(dialog.getByLabelText("Password"), "secret{Enter}");
    await waitFor(() => expect(returned).toHaveBeenCalledOnce());
  });

  test("cannot be wished away", async () => {
    const console = await openConsole();
    await console.show(<LoginAgain />);
    await screen.findByRole("dialog");
    await console.user.keyboard("{Escape}");
    expect(screen.getByRole("dialog", { name: "Log in again" })).toBeTruthy();
  });

  test("a draft outlives it", async () => {
    const { user, client, show } = await openComposer();
    await user.type(box(), "Half a sent");
    await act(async () => client.loggedOut.set(true));
    await show(<LoginAgain />);
    // The name is known: what is typed at once is the password.
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Password")));
    await act(async () => client.returned());
    expect(written(client)).toBe("Half a sent");
  });

  test("one ends by the agent's own button, also when the server does not answer", async () => {
    go({ open: null, view: "all", q: "" });
    const server = new FakeServer()
      .on("GET", /\/api\/me\//u, capableMe())
      .on("GET", /\/api\/conversations\//u, page([chat()], 10))
      .on("DELETE", /session/u, new TypeError("no network"));
    const user = userEvent.setup();
    render(<App />, { wrapper: InEnglish });
    await user.click(await screen.findByRole("button", { name: /^Account: /u }));
    await user.click(await screen.findByRole("menuitem", { name: "Log out" }));
    expect(await screen.findByLabelText("Password")).toBeTruthy();
    expect(screen.queryByRole("listbox")).toBeNull();
    expect(server.count("DELETE", /session/u)).toBe(1);
  });

  test("a network that comes back asks nobody who this is, once that is known", async () => {
    go({ open: null, view: "all", q: "" });
    const server = new FakeServer()
      .on("GET", /\/api\/me\//u, capableMe())
      .on("GET", /\/api\/conversations\//u, page([chat()], 10));
    render(<App />, { wrapper: InEnglish });
    await screen.findByRole("listbox");
    const asked = server.count("GET", /\/api\/me\//u);
    await act(async () => window.dispatchEvent(new Event("online")));
    expect(server.count("GET", /\/api\/me\//u)).toBe(asked);
  });

  test("a server that does not answer yet is asked again", async () => {
    const server = new FakeServer().on("GET", /\/api\/me\//u, new TypeError("no network"));
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await act(async () => render(<App />, { wrapper: InEnglish }));
    expect(screen.getByRole("status").textContent).toBe(
      "The server does not answer. This page opens by itself when it does.",
    );
    server.refuses("GET", /\/api\/me\//u, 401, {});
    await act(async () => void (await vi.advanceTimersByTimeAsync(60_000)));
    expect(screen.getByRole("button", { name: "Log in" })).toBeTruthy();
  });
});
