/** The page of an agent's own settings. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Console } from "../../../src/console/shell/Console";
import { goTo } from "../../../src/console/shell/useRoute";
import { formatSettings, parseSettings } from "../../../src/console/settings/settingsRoute";
import { parseRoute } from "../../../src/console/shell/route";
import { capableMe, openConsole, type TestConsole } from "../../support/console";

const ME = /^\/api\/me\/$/u;
const SETTINGS = {
  about: "mine",
  inboxes: [],
  sound: true,
  repeats: false,
  desktop: false,
  quiet_hours: null,
};

beforeEach(() => localStorage.clear());
afterEach(() => act(() => goTo("#/", false)));

async function settings(): Promise<TestConsole> {
  const console = await openConsole();
  console.server.on("GET", /^\/api\/me\/notifications\/$/u, SETTINGS);
  goTo("#/settings", false);
  await console.show(<Console />);
  await screen.findByRole("heading", { name: "Profile" });
  return console;
}

const part = (name: string) => within(screen.getByRole("region", { name }));
const name = () => screen.getByLabelText<HTMLInputElement>("Name");

test("its address is its own, and leads to no list that was not asked for", () => {
  expect(parseSettings(formatSettings("own"))).toBe("own");
  expect(parseSettings("#/settings/nonsense")).toBe("own");
  expect(parseSettings("#/mine/open/12")).toBeNull();
  expect(parseRoute("#/settings/open/12", "all").open).toBeNull();
});

test("the account menu and the palette lead there, and from there to the inbox", async () => {
  const { show, user } = await openConsole();
  await show(<Console />);
  await user.click(screen.getByRole("button", { name: /^Account: / }));
  await user.click(await screen.findByRole("menuitem", { name: "Settings" }));
  expect(location.hash).toBe("#/settings");
  await screen.findByRole("heading", { name: "Profile" });
  await waitFor(() => expect(document.activeElement?.tagName).toBe("H2"));
  await user.click(screen.getByRole("button", { name: "Inbox" }));
  await screen.findByRole("listbox", { name: "Conversations" });
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await screen.findByRole("combobox"), "settings");
  await user.click(await screen.findByRole("option", { name: "Settings" }));
  expect(location.hash).toBe("#/settings");
});

describe("the name", () => {
  test("is saved, and shown wherever the agent is named", async () => {
    const { server, user } = await settings();
    const before = capableMe();
    server.on("PATCH", ME, ({ body }) => ({ ...before, ...(body as object) }));
    const save = () => part("Profile").getByRole<HTMLButtonElement>("button", { name: "Save" });
    expect(name().value).toBe(before.name);
    expect(save().disabled).toBe(true);
    await user.clear(name());
    await user.type(name(), " Sam Vimes ");
    await user.click(save());
    expect(server.bodies("PATCH", ME)).toEqual([{ name: "Sam Vimes" }]);
    await screen.findByText("Saved: colleagues see you as Sam Vimes");
    expect(screen.getByRole("button", { name: /^Account: Sam Vimes/ })).toBeTruthy();
    expect(save().disabled).toBe(true);
  });

  test("that is typed while another is saved stays written", async () => {
    const { server, user } = await settings();
    let answer = (): void => {};
    const late = new Promise<object>((resolve) => {
      answer = () => resolve({ ...capableMe(), name: "Sam V" });
    });
    server.on("PATCH", ME, () => late);
    await user.clear(name());
    await user.type(name(), "Sam V{Enter}imes");
    act(answer);
    await screen.findByText("Saved: colleagues see you as Sam V");
    expect(name().value).toBe("Sam Vimes");
  });

  test("that is refused says why at its field, and stays written", async () => {
    const { server, user } = await settings();
    server.refuses("PATCH", ME, 400, { detail: "Not this name." });
    await user.type(name(), "!");
    await user.keyboard("{Enter}");
    expect(await screen.findByText("Not this name.")).toBeTruthy();
    expect(name().value).toBe(`${capableMe().name}!`);
  });

  test("that an admin changes is shown at once, however many inboxes tell of it", async () => {
    const { server, event } = await settings();
    server.on("GET", ME, { ...capableMe(), name: "Samuel", role: "supervisor" });
    await event("agent.updated", { id: capableMe().id });
    await event("agent.updated", { id: capableMe().id });
    await waitFor(() => expect(name().value).toBe("Samuel"));
    expect(part("Profile").getByText("Supervisor")).toBeTruthy();
    expect(server.count("GET", ME)).toBe(1);
  });
});

test("what the browser remembers is the same here and in the menus", async () => {
  const { user } = await settings();
  await user.click(screen.getByRole("radio", { name: "Dark theme" }));
  await user.click(screen.getByRole("radio", { name: "Compact" }));
  await user.click(screen.getByRole("checkbox", { name: /^Enter sends/u }));
  expect(document.documentElement.dataset["theme"]).toBe("dark");
  expect(localStorage.getItem("console.enter-sends")).toBe("false");
  await user.click(screen.getByRole("button", { name: /^Account: / }));
  const chosen = (label: string) =>
    screen.getByRole("menuitemradio", { name: label }).getAttribute("aria-checked");
  await screen.findByRole("menu");
  expect([chosen("Dark theme"), chosen("Compact")]).toEqual(["true", "true"]);
});

test("notifications are saved where they stand", async () => {
  const { server, user } = await settings();
  server.on("PATCH", /notifications/u, ({ body }) => ({ ...SETTINGS, ...(body as object) }));
  const box = await part("Notifications").findByRole("checkbox", { name: /^Play a sound/u });
  await user.click(box);
  await user.click(part("Notifications").getByRole("button", { name: "Save" }));
  await screen.findByText("Notifications saved", { selector: ".notice p" });
  expect(server.bodies("PATCH", /notifications/u)).toEqual([{ sound: false }]);
  // Once more.
  await user.click(box);
  await user.click(part("Notifications").getByRole("button", { name: "Save" }));
  await waitFor(() => expect(server.count("PATCH", /notifications/u)).toBe(2));
});

test("notifications that are saved elsewhere meanwhile stay as they were saved there", async () => {
  const { client, server, user } = await settings();
  const box = (name: RegExp) => part("Notifications").findByRole<HTMLInputElement>("checkbox", { name });
  await user.click(await box(/^Show a notification/u));
  const elsewhere = { ...SETTINGS, about: "none", sound: false };
  act(() => client.queries.setQueryData(["notification-settings"], elsewhere));
  await waitFor(async () => expect((await box(/^Play a sound/u)).checked).toBe(false));
  expect((await box(/^Show a notification/u)).checked).toBe(true);
  const answer = { ...elsewhere, desktop: true };
  server.on("PATCH", /notifications/u, answer);
  await user.click(part("Notifications").getByRole("button", { name: "Save" }));
  await waitFor(() => expect(server.bodies("PATCH", /notifications/u)).toEqual([{ desktop: true }]));
  // What has been saved is no edit any more.
  await screen.findByText("Notifications saved", { selector: ".notice p" });
  act(() => client.queries.setQueryData(["notification-settings"], { ...answer, desktop: false }));
  await waitFor(async () => expect((await box(/^Show a notification/u)).checked).toBe(false));
});

test("the password is changed where it stands, and nothing of it is left there", async () => {
  const { server, user } = await settings();
  server.on("POST", /password/u, null);
  await user.type(screen.getByLabelText("Your password now"), "old");
  await user.type(screen.getByLabelText("New password"), "four unrelated words");
  await user.type(screen.getByLabelText("New password again"), "four unrelated words");
  await user.click(screen.getByRole("checkbox", { name: /^Keep my API tokens/u }));
  await user.click(screen.getByRole("button", { name: "Change password" }));
  await screen.findByText(/^Your password is changed\./u);
  expect(server.bodies("POST", /password/u)).toEqual([
    { password: "old", new_password: "four unrelated words", keep_tokens: true },
  ]);
  expect(screen.getByLabelText<HTMLInputElement>("New password").value).toBe("");
});
