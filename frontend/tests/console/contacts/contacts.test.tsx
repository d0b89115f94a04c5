/** The page of contacts: finding one, what can be done with them, merging and taking it back. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { evidenceFor } from "../../../src/console/contacts/evidence";
import { formatContacts, parseContacts, ALL_CONTACTS } from "../../../src/console/contacts/contactsRoute";
import { Console } from "../../../src/console/shell/Console";
import { goTo } from "../../../src/console/shell/useRoute";
import type { Contact } from "../../../src/protocol";
import { CONTACTS } from "../../../src/store/contacts";
import { chat, openConsole, type TestConsole } from "../../support/console";
import { conversation, page } from "../../support/samples";

const LIST = /^\/api\/contacts\/\?/u;
const phone = (value: string) => [{ kind: "phone", value, left: false }];
const ZOE: Contact = {
  ...conversation().contact,
  id: 31,
  name: "Zoe Carter",
  addresses: phone("447700900991"),
};
const TWIN: Contact = { ...ZOE, id: 32, name: "Zoe C.", addresses: phone("15550100991") };
const MERGE = {
  id: 5,
  gone: { id: 32, name: "Zoe C.", username: "", addresses: phone("15550100991"), conversations: 2, notes: 1 },
  at: "2026-11-21T08:00:00Z",
  by: { kind: "agent", name: "Mia", id: 3 },
  undone_at: null,
};

beforeEach(() => {
  localStorage.clear();
  // jsdom lays nothing out: the virtual list would show no row.
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(300);
});

async function open(address = "#/contacts"): Promise<TestConsole> {
  const console = await openConsole({ conversations: [chat()] });
  console.server
    .on("GET", LIST, page([ZOE, TWIN], 10))
    .on("GET", /^\/api\/contacts\/31\/$/u, ZOE)
    .on("GET", /^\/api\/contacts\/32\/$/u, TWIN)
    .on("GET", /\/merges\/$/u, page([], 10))
    .on("GET", /\/notes\/$/u, page([], 10))
    .on("GET", /^\/api\/conversations\/\?contact=/u, page([chat()], 10))
    .on("GET", /^\/api\/search\//u, { results: [{ contact: TWIN }] });
  goTo(address, false);
  await console.show(<Console />);
  await screen.findByRole("listbox", { name: "Contacts" });
  return console;
}

const card = () => screen.findByRole("region", { name: "Zoe Carter" });

describe("the address", () => {
  test.each(["#/contacts", "#/contacts/12", "#/contacts/12?q=ann&inbox=3&open=true&blocked=true"])(
    "%s says what is shown",
    (address) => expect(formatContacts(parseContacts(address) ?? ALL_CONTACTS)).toBe(address),
  );

  test("an address of the inbox is none of the contacts", () => {
    expect(parseContacts("#/mine/open/12")).toBeNull();
  });
});

test.each([
  [{ name: "Zoe Carter" }, ["sameName", "sameNumber"]],
  [{ name: "carter  ZOE", addresses: [] }, ["sameName"]],
  [{ name: "Zoe Blake", addresses: phone("4917612345678") }, ["similarName"]],
  [{ name: "Ben", addresses: phone("4917612345678") }, []],
])("%j has in common with her: %j", (other, found) => {
  expect(evidenceFor(ZOE, { ...ZOE, ...other })).toEqual(found);
});

describe("the list", () => {
  test("arrows and Enter open one, whose address it then is", async () => {
    const { user } = await open();
    const list = await screen.findByRole("listbox", { name: "Contacts" });
    act(() =>
      within(list)
        .getByRole("option", { name: /^.*Zoe Carter/u })
        .focus(),
    );
    await user.keyboard("{ArrowDown}{Enter}");
    expect(location.hash).toBe("#/contacts/32");
    expect(await screen.findByRole("region", { name: "Zoe C." })).toBeTruthy();
  });

  test("filters and words are asked of the server, and stand in the address", async () => {
    const { user, server } = await open();
    await user.click(screen.getByRole("button", { name: "Blocked" }));
    await user.type(screen.getByRole("searchbox", { name: "Search names and numbers" }), "zoe{Enter}");
    await waitFor(() => expect(location.hash).toBe("#/contacts?q=zoe&blocked=true"));
    await waitFor(() => expect(server.count("GET", /^\/api\/contacts\/\?q=zoe&blocked=true&/u)).toBe(1));
  });

  test("a change by somebody else is shown", async () => {
    const { event } = await open("#/contacts/31");
    await card();
    await event("contact.updated", { ...ZOE, name: "Zoe Blake" });
    expect(await screen.findByRole("region", { name: "Zoe Blake" })).toBeTruthy();
    expect(screen.getByRole("option", { name: /Zoe Blake/u })).toBeTruthy();
  });

  test("what is opened from here stands in the list as it was last, and Back leads here", async () => {
    const { user, server } = await open("#/contacts/31?q=zoe&inbox=3");
    await card();
    const steps = history.length;
    await user.click(await screen.findByRole("button", { name: /^No message/u }));
    expect(location.hash).toBe("#/mine/open/9");
    await user.click(screen.getByRole("button", { name: "Contacts" }));
    await user.keyboard("ga");
    expect(location.hash).toBe("#/all/open");
    expect(history.length).toBe(steps + 3);
    expect(server.count("GET", /^\/api\/conversations\/\?(?!contact=).*(?:q=|inbox=)/u)).toBe(0);
  });

  test("says that a further page failed, and asks for it again", async () => {
    const { user, server } = await open();
    const next = "/api/contacts/?cursor=2";
    server
      .on("GET", /q=far/u, { ...page([ZOE], 10), next })
      .refuses("GET", /cursor=2/u, 400, { detail: "No." });
    await act(async () => goTo("#/contacts?q=far", false));
    const again = await screen.findByRole("button", { name: "Try again" });
    expect(screen.getByText("The contacts could not be loaded.")).toBeTruthy();
    server.on("GET", /cursor=2/u, page([TWIN], 10));
    await user.click(again);
    expect(await screen.findByRole("option", { name: /Zoe C\./u })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  });

  test("the foot leads to the inbox and back", async () => {
    const { user } = await open();
    expect(screen.getByRole("button", { name: "Contacts" }).getAttribute("aria-current")).toBe("page");
    await user.click(screen.getByRole("button", { name: "Inbox" }));
    expect(await screen.findByRole("listbox", { name: "Conversations" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Contacts" }));
    expect(await screen.findByRole("listbox", { name: "Contacts" })).toBeTruthy();
  });
});

describe("one contact", () => {
  test("is renamed where the name stands, and Escape leaves it", async () => {
    const { user, server } = await open("#/contacts/31");
    server.on("PATCH", /^\/api\/contacts\/31\/$/u, { ...ZOE, name: "Zoe Blake" });
    await card();
    const rename = () => screen.getByRole("button", { name: "Change the name" });
    await user.click(rename());
    await user.keyboard("{Escape}");
    expect(document.activeElement).toBe(rename());
    await user.click(rename());
    await user.keyboard("Zoe Blake{Enter}");
    expect(await screen.findByRole("region", { name: "Zoe Blake" })).toBeTruthy();
    expect(server.bodies("PATCH", /contacts/u)).toEqual([{ name: "Zoe Blake" }]);
    expect(document.activeElement).toBe(rename());
    expect(screen.getByText("Renamed: Zoe Blake").closest("[role=status]")).toBeTruthy();
  });

  test("a name that is being written stays, whoever else changes it", async () => {
    const { user, event } = await open("#/contacts/31");
    await card();
    await user.click(screen.getByRole("button", { name: "Change the name" }));
    await user.keyboard("Zoe Bl");
    await event("contact.updated", { ...ZOE, name: "Zoe Elsewhere" });
    await screen.findByRole("region", { name: "Zoe Elsewhere" });
    expect(document.activeElement).toHaveProperty("value", "Zoe Bl");
  });

  test("is blocked, and then nothing can be written", async () => {
    const { user, server } = await open("#/contacts/31");
    server.on("PATCH", /^\/api\/contacts\/31\/$/u, { ...ZOE, blocked: true });
    await card();
    await user.click(screen.getByRole("button", { name: "Block…" }));
    await user.click(await screen.findByRole("button", { name: "Block" }));
    expect(await screen.findByRole("button", { name: "Unblock" })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Write" })).toBeNull();
  });

  test("is written to: the dialog has the number", async () => {
    const { user } = await open("#/contacts/31");
    await card();
    await user.click(screen.getByRole("button", { name: "Write" }));
    const field = await screen.findByRole("textbox", { name: "To" });
    expect(field).toHaveProperty("value", "+447700900991");
  });
});

describe("two who are one", () => {
  test("are merged by hand, with what speaks for it and what moves", async () => {
    const { user, server } = await open("#/contacts/31");
    server.on("POST", /^\/api\/contacts\/31\/merge\/$/u, ZOE);
    await card();
    await user.click(screen.getByRole("button", { name: "Merge…" }));
    const dialog = await screen.findByRole("dialog");
    await user.click(await within(dialog).findByRole("button", { name: /Zoe C\./u }));
    expect(within(dialog).getByText("A part of the name")).toBeTruthy();
    expect(within(dialog).getByText("+15550100991")).toBeTruthy();
    await user.click(within(dialog).getByRole("button", { name: "Merge" }));
    await waitFor(() => expect(server.bodies("POST", /merge/u)).toEqual([{ contact: 32 }]));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(screen.getByText("Merged: Zoe C. is Zoe Carter now").closest("[role=status]")).toBeTruthy();
  });

  test("are two again, and the one who was gone is shown", async () => {
    const { user, server } = await open();
    server
      .on("GET", /^\/api\/contacts\/31\/merges\/$/u, page([MERGE], 10))
      .on("POST", /\/unmerge\/$/u, { contact: ZOE, restored: TWIN });
    await act(async () => goTo("#/contacts/31", false));
    await user.click(await screen.findByRole("button", { name: "Take the merge of Zoe C. back" }));
    const dialog = await screen.findByRole("dialog", { name: "Is Zoe C. somebody else?" });
    expect(within(dialog).getByText("2 conversations")).toBeTruthy();
    await user.click(within(dialog).getByRole("button", { name: "Take back" }));
    await waitFor(() => expect(location.hash).toBe("#/contacts/32"));
    expect(server.bodies("POST", /unmerge/u)).toEqual([{ merge: 5 }]);
    const said = screen.getByText("Taken back: Zoe C. and Zoe Carter are two contacts again");
    expect(said.closest("[role=status]")).toBeTruthy();
  });

  test("who has closed the dialog meanwhile is left where they went", async () => {
    const { user, server, client } = await open();
    const answer = Promise.withResolvers<object>();
    server
      .on("GET", /^\/api\/contacts\/31\/merges\/$/u, page([MERGE], 10))
      .on("POST", /\/unmerge\/$/u, () => answer.promise);
    await act(async () => goTo("#/contacts/31", false));
    await user.click(await screen.findByRole("button", { name: "Take the merge of Zoe C. back" }));
    await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Take back" }));
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("button", { name: "Inbox" }));
    const forgotten = vi.spyOn(client.queries, "invalidateQueries");
    await act(async () => answer.resolve({ contact: ZOE, restored: TWIN }));
    await waitFor(() => expect(forgotten).toHaveBeenCalledWith({ queryKey: CONTACTS }));
    expect(location.hash).toBe("#/");
  });

  test("a refusal is said, and nothing else happens", async () => {
    const { user, server, client } = await open("#/contacts/31");
    server.refuses("POST", /\/merge\/$/u, 403, { detail: "Ask a supervisor." });
    await card();
    await user.click(screen.getByRole("button", { name: "Merge…" }));
    const dialog = await screen.findByRole("dialog");
    await user.click(await within(dialog).findByRole("button", { name: /Zoe C\./u }));
    await user.click(within(dialog).getByRole("button", { name: "Merge" }));
    await waitFor(() => expect(client.notice.get()).toMatchObject({ kind: "problem" }));
    expect(screen.getByRole("dialog")).toBeTruthy();
  });
});
