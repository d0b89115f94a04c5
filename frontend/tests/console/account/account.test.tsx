/** The agent's own menu: availability, and the password. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { account } from "../../../src/console/account/account";
import { ConversationList } from "../../../src/console/list/ConversationList";
import { viewQuery } from "../../../src/protocol/lists";
import { NoticeBox } from "../../../src/console/shell/NoticeBox";
import { AccountRow } from "../../../src/console/shell/AccountRow";
import { openConsole, type TestConsole } from "../../support/console";
import { FakeSocket } from "../../support/fakes";
import { me } from "../../support/samples";

beforeEach(() => localStorage.clear());
afterEach(() => act(() => account.set(null)));

async function foot(change: object = {}): Promise<TestConsole> {
  const console = await openConsole({ me: { ...me, ...change } });
  await console.show(
    <>
      <AccountRow onHelp={() => {}} />
      <NoticeBox onOpen={() => {}} />
    </>,
  );
  return console;
}

const button = () => screen.getByRole("button", { name: /^Account: / });
const says = (...frames: object[]) => act(async () => FakeSocket.last.says(...frames));
const availability = (agents: object, choice: string | null = null) => ({
  op: "availability",
  agents,
  choice,
});

test("whoever may use the administration finds it there", async () => {
  const { user } = await foot({ uses_admin: true });
  await user.click(button());
  const link = await screen.findByRole<HTMLAnchorElement>("menuitem", { name: "Administration" });
  expect(link.getAttribute("href")).toBe("/admin/");
});

test("and nobody else", async () => {
  const { user } = await foot();
  await user.click(button());
  await screen.findByRole("menuitem", { name: "Log out" });
  expect(screen.queryByRole("menuitem", { name: "Administration" })).toBeNull();
});

test("the rows of the list are as high as is chosen, which is remembered", async () => {
  const { user, show } = await foot();
  await show(
    <ConversationList
      query={viewQuery("all")}
      open={null}
      onOpen={() => {}}
      onEverywhere={() => {}}
      ref={null}
    />,
  );
  const list = screen.getByRole("listbox", { name: "Conversations" });
  const height = () => list.querySelector<HTMLElement>(".virtual")?.style.height;
  const choose = async (name: string, px: string): Promise<void> => {
    await user.click(button());
    await user.click(await screen.findByRole("menuitemradio", { name }));
    await waitFor(() => expect(height()).toBe(px));
    expect(list.classList.contains(name.toLowerCase())).toBe(true);
    expect(localStorage.getItem("console.density")).toBe(name.toLowerCase());
  };
  expect(height()).toBe("64px");
  await choose("Compact", "48px");
  await choose("Comfortable", "64px");
});

describe("the menu", () => {
  test("is named by the agent, with how they stand as soon as that is known", async () => {
    await foot();
    expect(button().textContent).toContain("Account: Sam");
    await says(availability({ [me.id]: "online" }, "automatic"));
    expect(screen.getByRole("button", { name: "Account: Sam (online)" })).toBeTruthy();
    await says(availability({ [me.id]: "away" }));
    expect(screen.getByRole("button", { name: "Account: Sam (away)" })).toBeTruthy();
  });

  test("says what is chosen, and chooses", async () => {
    const { user, server } = await foot();
    server.on("PATCH", /\/api\/me\/$/u, { ...me, availability_choice: "away" });
    await user.click(button());
    const automatic = await screen.findByRole("menuitemradio", { name: /^Automatic/u });
    expect(automatic.getAttribute("aria-checked")).toBe("true");
    await user.click(screen.getByRole("menuitemradio", { name: /^Away/u }));
    expect(server.bodies("PATCH", /\/api\/me\/$/u)).toEqual([{ availability_choice: "away" }]);
    await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
    await user.click(button());
    const away = await screen.findByRole("menuitemradio", { name: /^Away/u });
    expect(away.getAttribute("aria-checked")).toBe("true");
  });

  test("says so where the server refuses", async () => {
    const { user, server } = await foot();
    server.refuses("PATCH", /\/api\/me\/$/u, 503, { detail: "Come back later." });
    await user.click(button());
    await user.click(await screen.findByRole("menuitemradio", { name: /^Offline/u }));
    expect(await screen.findByText("That did not work: Come back later.")).toBeTruthy();
  });

  test("is walked with the arrows, and Escape gives the focus back", async () => {
    const { user } = await foot();
    button().focus();
    await user.keyboard("{Enter}");
    const first = await screen.findByRole("menuitemradio", { name: /^Automatic/u });
    await waitFor(() => expect(first.closest("[role=menu]")?.contains(document.activeElement)).toBe(true));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
    expect(document.activeElement).toBe(button());
  });
});

describe("the password", () => {
  async function dialog(): Promise<TestConsole> {
    const console = await foot();
    await act(async () => account.set("password"));
    await screen.findByRole("dialog", { name: "Change password" });
    return console;
  }

  const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
  const submit = () => screen.getByRole<HTMLButtonElement>("button", { name: "Change password" });

  async function fill({ user }: TestConsole, password: string, fresh: string, again = fresh) {
    await user.type(field("Your password now"), password);
    await user.type(field("New password"), fresh);
    await user.type(field("New password again"), again);
  }

  test("is asked for before, and the new one twice", async () => {
    const console = await dialog();
    await waitFor(() => expect(document.activeElement).toBe(field("Your password now")));
    expect(submit().disabled).toBe(true);
    await fill(console, "old", "four unrelated words", "four unrelated sords");
    expect(submit().disabled).toBe(true);
    expect(screen.getByText("The two new passwords differ.")).toBeTruthy();
    expect(console.server.count("POST", /password/u)).toBe(0);
  });

  test("is changed, and that is said", async () => {
    const console = await dialog();
    console.server.on("POST", /\/api\/me\/password\/$/u, null);
    await fill(console, "old", "four unrelated words");
    await console.user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(console.server.bodies("POST", /password/u)).toEqual([
      { password: "old", new_password: "four unrelated words", keep_tokens: false },
    ]);
    expect(screen.getByText(/^Your password is changed\./u)).toBeTruthy();
  });

  test("that is refused says why at its field, and nothing that was typed is lost", async () => {
    const console = await dialog();
    const refusals = {
      password: ["This is not your password."],
      new_password: ["Too short.", "Too common."],
    };
    console.server.refuses("POST", /password/u, 400, { detail: "No.", errors: refusals });
    await fill(console, "old", "password");
    await console.user.click(submit());
    const alerts = await screen.findAllByText(/This is not your password|Too short\. Too common\./u);
    expect(alerts.map((one) => one.getAttribute("role"))).toEqual(["alert", "alert"]);
    expect(field("New password").getAttribute("aria-invalid")).toBe("true");
    expect(field("Your password now").value).toBe("old");
  });

  test("that is tried too often says when to come back", async () => {
    const console = await dialog();
    const detail = "Too many wrong tries. Try again in 15 minutes.";
    console.server.refuses("POST", /password/u, 429, { code: "too_many_attempts", detail });
    await fill(console, "old", "four unrelated words");
    await console.user.click(submit());
    expect(await within(screen.getByRole("dialog")).findByText(detail)).toBeTruthy();
  });
});
