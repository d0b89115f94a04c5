/** The panel in which an agent says what they are notified of. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { account } from "../../../src/console/account/account";
import { AccountRow } from "../../../src/console/shell/AccountRow";
import { CHANGED } from "../../../src/console/notifications/settings";
import { decodeInbox } from "../../../src/protocol";
import { capableMe, openConsole } from "../../support/console";

const PATH = /^\/api\/me\/notifications\/$/u;
const SETTINGS = {
  about: "unassigned",
  inboxes: [],
  sound: true,
  repeats: false,
  desktop: true,
  quiet_hours: null,
};

afterEach(() => act(() => account.set(null)));

async function panel(settings: object = SETTINGS) {
  const me = capableMe();
  const second = { id: 8, name: "Returns", address: "441175", transport: "twilio" };
  const inboxes = [...me.inboxes, decodeInbox(second, "inbox")];
  const console = await openConsole({ me: { ...me, inboxes } });
  console.server
    .on("GET", PATH, settings)
    .on("PATCH", PATH, ({ body }) => ({ ...settings, ...(body as object) }));
  await console.show(<AccountRow onHelp={() => {}} />);
  await console.user.click(screen.getByRole("button", { name: /^Account: / }));
  await console.user.click(await screen.findByRole("menuitem", { name: "Notifications…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Notifications" }));
  await dialog.findByRole("button", { name: "Save" });
  const saved = async () => {
    await console.user.click(dialog.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(console.server.bodies("PATCH", PATH)).toHaveLength(1));
    return console.server.bodies("PATCH", PATH)[0];
  };
  return { ...console, dialog, saved };
}

describe("what is chosen", () => {
  test("is saved, and the other tabs are told", async () => {
    const { dialog, user, saved } = await panel();
    const told = vi.fn();
    window.addEventListener(CHANGED, told);
    await user.selectOptions(dialog.getByRole("combobox", { name: "Notify me of" }), "Mine");
    await user.click(dialog.getByText("By inbox"));
    await user.selectOptions(dialog.getByRole("combobox", { name: "Returns" }), "All conversations");
    await user.click(dialog.getByRole("checkbox", { name: /^Repeat it/u }));
    await user.click(dialog.getByRole("checkbox", { name: /^Show a notification/u }));
    expect(await saved()).toEqual({
      about: "mine",
      inboxes: [{ inbox: 8, about: "all" }],
      repeats: true,
      desktop: false,
    });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(told).toHaveBeenCalledTimes(1);
    window.removeEventListener(CHANGED, told);
  });

  test("an inbox may be as the others again", async () => {
    const { dialog, user, saved } = await panel({ ...SETTINGS, inboxes: [{ inbox: 7, about: "none" }] });
    await user.selectOptions(dialog.getByRole("combobox", { name: "Shop" }), "As above");
    expect(await saved()).toEqual({ inboxes: [] });
  });

  test("quiet hours are of this device's time until somebody says otherwise", async () => {
    const { dialog, user, saved } = await panel();
    await user.click(dialog.getByRole("checkbox", { name: /^Quiet hours/u }));
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(dialog.getByText(`Times are in ${zone}.`)).toBeTruthy();
    await user.clear(dialog.getByLabelText("Until"));
    await user.type(dialog.getByLabelText("Until"), "20:00");
    expect(dialog.getByRole<HTMLButtonElement>("button", { name: "Save" }).disabled).toBe(true);
    await user.clear(dialog.getByLabelText("Until"));
    await user.type(dialog.getByLabelText("Until"), "07:15");
    const quiet_hours = { start: "20:00", end: "07:15", time_zone: zone };
    expect(await saved()).toEqual({ quiet_hours });
  });

  test("those of another place are kept, or made this one's", async () => {
    const quiet_hours = { start: "20:00", end: "07:15", time_zone: "Pacific/Auckland" };
    const { dialog, user, saved } = await panel({ ...SETTINGS, quiet_hours });
    await user.click(dialog.getByRole("button", { name: /^Use /u }));
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(await saved()).toEqual({ quiet_hours: { ...quiet_hours, time_zone: zone } });
  });

  test("is nothing to ask the server for where it is as it was", async () => {
    const { dialog, server, user } = await panel();
    await user.click(dialog.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(server.count("PATCH", PATH)).toBe(0);
  });

  test("what the server has against it is said", async () => {
    const { dialog, server, user, saved } = await panel();
    await user.click(dialog.getByRole("checkbox", { name: /^Repeat it/u }));
    server.refuses("PATCH", PATH, 400, { errors: { quiet_hours: ["There is no such time zone."] } });
    await saved();
    expect((await dialog.findByRole("alert")).textContent).toBe("There is no such time zone.");
  });
});

describe("the browser", () => {
  test("that has none says so", async () => {
    const { dialog } = await panel();
    expect(dialog.getByText(/^This browser shows none here/u)).toBeTruthy();
  });

  test("is asked by the button, and only by it", async () => {
    const ask = vi.fn(async () => "granted");
    vi.stubGlobal("Notification", { permission: "default", requestPermission: ask });
    vi.stubGlobal("isSecureContext", true);
    const { dialog, user } = await panel();
    expect(ask).not.toHaveBeenCalled();
    await user.click(dialog.getByRole("button", { name: "Allow in this browser" }));
    expect(await dialog.findByText("This browser shows them.")).toBeTruthy();
    expect(dialog.queryByRole("button", { name: "Allow in this browser" })).toBeNull();
  });
});
