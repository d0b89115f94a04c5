/** What the palette has: all that menus have, and nothing that could not be done. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { goTo } from "../../../src/console/shell/useRoute";
import { gone, named, opened } from "../../support/palette";
import { page } from "../../support/samples";
import { openThreadOf } from "../../support/thread";

beforeEach(() => goTo("#/all", false));

const HAS_ITS_OWN_WORDS: Readonly<Record<string, string>> = {
  Pending: "Status: Pending",
  Automatic: "Availability: Automatic",
  Away: "Availability: Away",
  Offline: "Availability: Offline",
  Comfortable: "Rows of the list: Comfortable",
  Compact: "Rows of the list: Compact",
  "Keyboard shortcuts": "Table of all keys",
  "Snooze…": "Snooze",
  Resolve: "Resolve or reopen",
  "Resolve, then the next": "Resolve and open the next",
  "Labels…": "Labels",
  "Team…": "Team",
  "Priority…": "Priority",
};

/** What it is called, without what stands beside it. */
const wordsOf = (item: HTMLElement): string => {
  return item.querySelector(".picker-label")?.firstChild?.textContent ?? "";
};
const inPalette = (item: HTMLElement): string => HAS_ITS_OWN_WORDS[wordsOf(item)] ?? wordsOf(item);

test("has what each menu of the console has", async () => {
  const { open, user } = await opened();
  await user.keyboard("j{Enter}");
  await openThreadOf("Ana");
  await user.click(screen.getByRole("button", { name: "More to do with it" }));
  const status = (await screen.findAllByRole("option")).filter((one) => one.closest("[role=dialog]"));
  const ofConversation = status.map(inPalette).filter((one) => one !== "Open");
  await user.keyboard("{Escape}");
  await gone();
  await user.click(screen.getByRole("button", { name: /^Account/u }));
  const menu = within(await screen.findByRole("menu"));
  const ofAgent = [...menu.getAllByRole("menuitem"), ...menu.getAllByRole("menuitemradio")].map(inPalette);
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
  expect(ofConversation.length).toBeGreaterThan(6);
  expect(ofAgent.length).toBeGreaterThan(10);
  const found = (await open()).getAllByRole("option").map(wordsOf);
  const others = ["Contacts", "Canned responses", "Details", "Block…"];
  for (const one of [...ofConversation, ...ofAgent, ...others]) expect(found, one).toContain(one);
});

test("offers no verb that has no conversation to be done to", async () => {
  const { open, user, server } = await opened();
  server.on("GET", /^\/api\/contacts\/\?/u, page([], 10));
  await act(async () => goTo("#/contacts", false));
  await screen.findByRole("listbox", { name: "Contacts" });
  const found = await open();
  const names = found.getAllByRole("option").map(wordsOf);
  for (const one of [
    "Resolve or reopen",
    "Assign to me",
    "Snooze",
    "Team",
    "Send",
    "Send and resolve",
    "Mark unread",
    "Details",
    "Block…",
    "Status: Pending",
  ])
    expect(names, one).not.toContain(one);
  for (const one of ["Undo", "New conversation", "Inbox", "Search everything"])
    expect(names, one).toContain(one);
  await user.keyboard("{Escape}");
  await gone();
});

test("searches the messages for what was typed, below all that is called so", async () => {
  const { open, user } = await opened();
  const found = await open();
  await user.keyboard("resolve");
  await waitFor(() => expect(found.getAllByRole("option").at(-1)?.textContent).toContain("“resolve”"));
  expect(found.getAllByRole("option").length).toBeGreaterThan(1);
  await user.keyboard(" the lamp");
  await found.findByRole("option", { name: "Search messages for “resolve the lamp”" });
  await user.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByRole("dialog", { name: "Find anything" })).toBeNull());
  expect(new URLSearchParams(location.hash.split("?")[1]).get("find")).toBe("resolve the lamp");
});

test("sets a conversation to pending, and blocks its customer after a question", async () => {
  const { open, user, server } = await opened();
  await user.keyboard("j");
  await open();
  await user.keyboard("status pending{Enter}");
  await waitFor(() => expect(server.bodies("PATCH", /conversations/u)).toEqual([{ status: "pending" }]));
  server.on("PATCH", /\/contacts\/49\/$/u, { ...named(9, "Ana").contact, blocked: true });
  await gone();
  await open();
  await user.keyboard("block{Enter}");
  await user.click(await screen.findByRole("button", { name: "Block" }));
  await waitFor(() => expect(server.bodies("PATCH", /contacts/u)).toEqual([{ blocked: true }]));
});
