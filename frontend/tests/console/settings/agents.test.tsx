/** Agents, as admins set them up. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { Console } from "../../../src/console/shell/Console";
import { goTo } from "../../../src/console/shell/useRoute";
import { decodeInbox } from "../../../src/protocol";
import { capableMe, openConsole, type TestConsole } from "../../support/console";
import { page } from "../../support/samples";

const LIST = /^\/api\/accounts\/\?/u;
const ONE = /^\/api\/accounts\/12\/$/u;
const MIA = {
  id: 12,
  username: "mia",
  name: "Mia Lindqvist",
  role: "agent",
  is_active: true,
  is_superuser: false,
  inboxes: [7],
  last_login: null,
};
const TOM = { ...MIA, id: 13, username: "tom", name: "Tom", is_active: false, inboxes: [] };

afterEach(() => act(() => goTo("#/", false)));

async function agents(manages = true, refused = false): Promise<TestConsole> {
  const me = capableMe();
  const second = decodeInbox({ id: 8, name: "Returns", address: "441175", transport: "twilio" }, "inbox");
  const inboxes = [...me.inboxes, second];
  const console = await openConsole({ me: { ...me, manages_agents: manages, inboxes } });
  console.server.on("GET", LIST, page([TOM, MIA], 10));
  if (refused) console.server.refuses("GET", LIST, 403, { detail: "Only admins may do this." });
  goTo("#/settings/agents", false);
  await console.show(<Console />);
  return console;
}

const row = (name: RegExp) => screen.findByRole("button", { name });
const dialog = async () => within(await screen.findByRole("dialog", { name: "Mia Lindqvist" }));

test("all are listed, who may log in first, and found by name", async () => {
  const { user } = await agents();
  await row(/Mia Lindqvist.*Agent · Shop.*Never logged in/u);
  const names = () => screen.getAllByRole("listitem").map((one) => one.textContent);
  expect(names()[0]).toContain("Mia");
  expect(names()[1]).toMatch(/Tom.*No inbox.*Inactive/u);
  await user.type(screen.getByRole("searchbox", { name: "Find an agent" }), "to");
  expect(names()).toHaveLength(1);
  await user.type(screen.getByRole("searchbox", { name: "Find an agent" }), "x");
  expect(screen.getByText("No agent is called that")).toBeTruthy();
});

test("only what is another now is saved", async () => {
  const { server, user } = await agents();
  server.on("PATCH", ONE, { ...MIA, inboxes: [7, 8] });
  await user.click(await row(/Mia/u));
  const save = (await dialog()).getByRole<HTMLButtonElement>("button", { name: "Save" });
  expect(save.disabled).toBe(true);
  await user.click((await dialog()).getByRole("checkbox", { name: "Returns" }));
  await user.click(save);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(server.bodies("PATCH", ONE)).toEqual([{ inboxes: [7, 8] }]);
  await row(/Mia.*Shop, Returns/u);
});

test("a refusal is said where it was asked for, and nothing is lost", async () => {
  const { server, user } = await agents();
  server.refuses("PATCH", ONE, 400, { detail: "Nobody else is an admin." });
  await user.click(await row(/Mia/u));
  const open = await dialog();
  await user.selectOptions(open.getByRole("combobox", { name: "Role" }), "Supervisor");
  await user.click(open.getByRole("checkbox", { name: /^May log in/u }));
  await user.click(open.getByRole("button", { name: "Save" }));
  expect(await open.findByText("Nobody else is an admin.")).toBeTruthy();
  expect(open.getByRole<HTMLSelectElement>("combobox", { name: "Role" }).value).toBe("supervisor");
  expect(server.bodies("PATCH", ONE)).toEqual([{ role: "supervisor", is_active: false }]);
});

test("what another admin changes is shown at once", async () => {
  const { server, event } = await agents();
  await row(/Mia/u);
  server.on("GET", LIST, page([{ ...MIA, role: "supervisor" }], 10));
  await event("agent.updated", { id: 12 });
  await row(/Mia.*Supervisor · Every inbox/u);
});

test("a list that is refused says why, and is asked for again", async () => {
  const { server, user } = await agents(true, true);
  expect(await screen.findByText("Only admins may do this.")).toBeTruthy();
  server.on("GET", LIST, page([MIA], 10));
  await user.click(await screen.findByRole("button", { name: "Try again" }));
  await row(/Mia/u);
});

test("for everybody else there is no such part", async () => {
  const { server } = await agents(false);
  await screen.findByText("Only admins set up agents.");
  expect(screen.queryByRole("button", { name: "Agents" })).toBeNull();
  expect(server.count("GET", LIST)).toBe(0);
});
