/** Around the panes: logging in, bars and notices. */
// @vitest-environment jsdom
import { act, cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { App } from "../../../src/console/shell/App";
import { go } from "../../../src/console/shell/useRoute";
import { NoticeBox } from "../../../src/console/shell/NoticeBox";
import { HealthBanner } from "../../../src/console/shell/HealthBanner";
import { Login } from "../../../src/console/shell/Login";
import { capableMe, chat, openConsole } from "../../support/console";
import { InEnglish } from "../../support/render";
import { me, page } from "../../support/samples";
import { FakeServer } from "../../support/server";

describe("logging in", () => {
  async function login() {
    const server = new FakeServer();
    document.cookie = "csrftoken=t0ken";
    const onLoggedIn = vi.fn<(one: object) => void>();
    const user = userEvent.setup();
    render(<Login onLoggedIn={onLoggedIn} />, { wrapper: InEnglish });
    const submit = async (): Promise<void> => {
      await user.type(screen.getByLabelText("Username"), "demo");
      await user.type(screen.getByLabelText("Password"), "secret");
      await user.click(screen.getByRole("button", { name: "Log in" }));
    };
    return { server, onLoggedIn, submit };
  }

  test("waits for a name", async () => {
    await login();
    expect(document.activeElement).toBe(screen.getByLabelText("Username"));
  });

  test("says whose console it is, where the installation has a name", async () => {
    await login();
    const product = screen.getByRole("heading").textContent.trim();
    expect(product).toBe("Support console");
    cleanup();
    const meta = Object.assign(document.createElement("meta"), { name: "organisation", content: "Maple" });
    document.head.append(meta);
    onTestFinished(() => meta.remove());
    await login();
    expect(screen.getByRole("heading").textContent.trim()).toBe("Maple Support console");
  });

  test("asks the server, and tells who it is", async () => {
    const { server, onLoggedIn, submit } = await login();
    server.on("POST", /session/u, me);
    await submit();
    await waitFor(() =>
      expect(onLoggedIn).toHaveBeenCalledWith(expect.objectContaining({ username: "demo" })),
    );
    expect(server.bodies("POST", /session/u)).toEqual([{ username: "demo", password: "secret" }]);
  });

  test.each([
    [400, { detail: "Username or password is wrong." }, "Username or password is wrong."],
    [429, {}, "Too many tries. Wait a while and try again."],
  ])("says why not: %i", async (status, error, words) => {
    const { server, submit } = await login();
    server.refuses("POST", /session/u, status, error);
    await submit();
    await waitFor(() => expect(screen.getByRole("alert").textContent).toBe(words));
  });

  test.each([
    ["1", "1 second"],
    ["99", "99 seconds"],
    ["100", "2 minutes"],
    ["900", "15 minutes"],
  ])("says how long to wait: %s", async (seconds, words) => {
    const { server, submit } = await login();
    const headers = { "Content-Type": "application/json", "Retry-After": seconds };
    server.on("POST", /session/u, () => new Response("{}", { status: 429, headers }));
    await submit();
    await waitFor(() =>
      expect(screen.getByRole("alert").textContent).toBe(`Too many tries. Try again in ${words}.`),
    );
  });

  test("says when nobody answers", async () => {
    const { server, submit } = await login();
    server.on("POST", /session/u, new TypeError("no network"));
    await submit();
    await waitFor(() =>
      expect(screen.getByRole("alert").textContent).toBe(
        "The server does not answer. Try again in a moment.",
      ),
    );
  });
});

describe("the app", () => {
  test("somebody unknown is asked to log in", async () => {
    new FakeServer().refuses("GET", /\/api\/me\//u, 401, {});
    render(<App />, { wrapper: InEnglish });
    expect(await screen.findByRole("button", { name: "Log in" })).toBeTruthy();
  });

  test("somebody known sees the view that they used last", async () => {
    go({ view: "all" });
    history.replaceState(null, "", "#");
    new FakeServer()
      .on("GET", /\/api\/me\//u, capableMe())
      .on("GET", /\/api\/conversations\//u, page([chat()], 10));
    render(<App />, { wrapper: InEnglish });
    expect(await screen.findByRole("option", { name: /Ana/u })).toBeTruthy();
  });
});

describe("notices", () => {
  test("a problem of another conversation leads there", async () => {
    const onOpen = vi.fn<(id: number) => void>();
    const console = await openConsole();
    await console.show(<NoticeBox onOpen={onOpen} />);
    await act(async () => console.client.notice.set({ kind: "problem", text: "Not sent", conversation: 8 }));
    await console.user.click(screen.getByRole("button", { name: "Look" }));
    expect(onOpen).toHaveBeenCalledExactlyOnceWith(8);
    expect(screen.queryByText("Not sent")).toBeNull();
  });

  test("can be closed", async () => {
    const console = await openConsole();
    await console.show(<NoticeBox onOpen={vi.fn()} />);
    await act(async () => console.client.notice.set({ kind: "problem", text: "That did not work" }));
    await console.user.click(screen.getByRole("button", { name: "Close" }));
    expect(screen.queryByText("That did not work")).toBeNull();
  });

  test("what was missed is counted", async () => {
    const console = await openConsole();
    await console.show(<NoticeBox onOpen={vi.fn()} />);
    await act(async () => console.client.notice.set({ kind: "caught-up", events: 3 }));
    expect(screen.getByText("Caught up, 3 events")).toBeTruthy();
  });
});

describe("an inbox that is not well", () => {
  const error = { code: "190", title: "The token has expired", detail: "", action: "Renew it" };
  const ill = (state: "paused" | "warning") => {
    const agent = capableMe();
    const inboxes = agent.inboxes.map((inbox) => ({ ...inbox, health: { state, error, since: null } }));
    return { ...agent, inboxes };
  };

  test("that is paused cannot be overlooked", async () => {
    const console = await openConsole({ me: ill("paused") });
    await console.show(<HealthBanner />);
    const alert = screen.getByRole("alert");
    expect(alert.textContent).toContain("Shop: nothing can be sent");
    expect(alert.textContent).toContain("The token has expired. ");
    expect(alert.textContent).toContain("Renew it.");
    expect(within(alert).queryByRole("button")).toBeNull();
  });

  test("leads whoever can mend it to where that is done, and nobody else", async () => {
    const agent = ill("paused");
    const console = await openConsole({ me: agent });
    await console.show(<HealthBanner />);
    expect(screen.queryByRole("link")).toBeNull();
    cleanup();
    const admin = await openConsole({ me: { ...agent, role: "admin", uses_admin: true } });
    await admin.show(<HealthBanner />);
    expect(screen.getByRole("link").getAttribute("href")).toBe("/admin/messaging/inbox/7/change/");
  });

  test("that needs a look can be put aside", async () => {
    const console = await openConsole({ me: ill("warning") });
    await console.show(<HealthBanner />);
    expect(screen.getByText("Shop needs a look")).toBeTruthy();
    await console.user.click(screen.getByRole("button", { name: "Hide this warning" }));
    expect(screen.queryByText("Shop needs a look")).toBeNull();
  });

  test("is well again as soon as the feed says so", async () => {
    const console = await openConsole({ me: ill("paused") });
    await console.show(<HealthBanner />);
    await console.event("inbox.updated", capableMe().inboxes[0] as object);
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
